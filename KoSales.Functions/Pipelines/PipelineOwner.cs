using System.Text.Json;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Pipelines;

/// <summary>A pipeline belongs to whom its entity belongs.</summary>
public static class PipelineOwner
{
    /// <summary>Adds the new owner of the entity to its pipeline, ended ones included, whatever version that has.</summary>
    public static void Follow(WriteBatch batch, string pipelineId, (string? OwnerId, string? TeamId) owner, Command command)
    {
        if (Domain.Pipelines.Pipelines.KindOf(pipelineId) is not { } kind) return;
        var patch = new Patch(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?> { ["owner_id"] = Text(owner.OwnerId), ["team_id"] = Text(owner.TeamId) },
        };
        batch.Patch(Domain.Pipelines.Pipelines.Of(kind), Filter.Eq("id", pipelineId), patch);
    }

    private static string? Text(string? value) => value is null ? null : JsonSerializer.Serialize(value, ApiJson.Default.String);
}
