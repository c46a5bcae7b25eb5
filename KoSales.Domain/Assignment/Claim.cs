using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Assignment;

/// <summary>A lead that an agent took from a pool, for as long as nobody knows whether the agent works
/// it.</summary>
public sealed record Claim : Document
{
    public static readonly Collection<Claim> Collection = new(
        "claims",
        () => new ClaimJson(DocumentJson.NewOptions()).Claim,
        new IndexSpec("claims_lease", "lease_until")
    );

    /// <summary>The lead's: one claim at a time.</summary>
    public required string Id { get; init; }

    public required string AgentId { get; init; }

    /// <summary>Where it goes back to when the agent leaves it untouched.</summary>
    public required Holder From { get; init; }

    public required Instant ClaimedAt { get; init; }

    public required Instant LeaseUntil { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(Claim))]
internal sealed partial class ClaimJson : JsonSerializerContext;
