using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Assignment;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Entities.Handing;

public sealed record AssignEntity
{
    [Description("The new owner; absent to put it into the pool of team_id.")]
    [StringLength(40, MinimumLength = 1)]
    [Decides("team_id")]
    public string? AgentId { get; init; }

    [StringLength(40, MinimumLength = 1)]
    [Decides("agent_id")]
    public string? TeamId { get; init; }

    [Description("What becomes of its open pipeline and tasks.")]
    public CascadeBody? Cascade { get; init; }

    internal Holder Wanted => new(AgentId, TeamId);
}

[JsonSerializable(typeof(AssignEntity))]
internal sealed partial class EntityContractsJson : JsonSerializerContext;
