using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Pii;

/// <summary>One reveal of personal data: who saw which fields of whom, when and why. Committed before the
/// data are answered.</summary>
public sealed record PiiAccess : Document
{
    /// <summary>A version 7 UUID: ordered by time.</summary>
    public required string Id { get; init; }

    public required PiiId PiiId { get; init; }

    public required IReadOnlyList<EntityRef> Subject { get; init; }

    public required string AgentId { get; init; }

    public required IReadOnlyList<PiiField> Fields { get; init; }

    /// <summary>The document whose file was opened; null for fields.</summary>
    public string? DocumentId { get; init; }

    public required string Reason { get; init; }

    public required string TraceId { get; init; }

    public required Instant At { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

/// <summary>How many reveals an agent has used in one window. Counted up in the reveal's own transaction,
/// so that parallel requests cannot pass the limit.</summary>
public sealed record RevealQuota : Document
{
    /// <summary><c>{agent id}.{start of the window, Unix seconds}</c>.</summary>
    public required string Id { get; init; }

    public int Used { get; init; }

    public required Instant WindowEnd { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>The unused quota of the window that <paramref name="now"/> lies in; windows are aligned to
    /// the epoch.</summary>
    public static RevealQuota For(string agentId, Instant now, Duration window)
    {
        var length = (long)window.TotalSeconds;
        var start = now.ToUnixTimeSeconds() / length * length;
        return new RevealQuota
        {
            Id = $"{agentId}.{start}",
            WindowEnd = Instant.FromUnixTimeSeconds(start + length),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
