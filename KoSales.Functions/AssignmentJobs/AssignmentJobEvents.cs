using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.AssignmentJobs;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>What <c>assignment.digest</c> says.</summary>
/// <param name="Assigned">Agent id → records that the job has brought them.</param>
public sealed record AssignmentBrought(string JobId, IReadOnlyDictionary<string, long> Assigned);

/// <summary>Events of assignment jobs.</summary>
public static class AssignmentJobEvents
{
    /// <summary>A job has ended: who got how many. Its entity is the job.</summary>
    public const string Digest = "assignment.digest";

    private static readonly AssignmentJobEventsJson Json = new(DocumentJson.NewOptions());

    public static AssignmentBrought ReadDigest(JsonElement data) =>
        data.Deserialize(Json.AssignmentBrought)!;

    /// <summary>Nothing when nobody got anything.</summary>
    public static WriteBatch EmitDigest(
        this WriteBatch batch,
        CohortAssignmentJob job,
        IReadOnlyDictionary<string, long> assigned,
        Command command
    )
    {
        if (assigned.Count == 0)
            return batch;
        var data = JsonSerializer.SerializeToElement(
            new AssignmentBrought(job.Id.Value, assigned),
            Json.AssignmentBrought
        );
        var fact = new OutboxFact(Digest, new EntityRef(EntityKind.Lead, job.Id.Value))
        {
            Data = data,
        };
        return batch.Emit(command, fact);
    }
}

[JsonSerializable(typeof(AssignmentBrought))]
internal sealed partial class AssignmentJobEventsJson : JsonSerializerContext;
