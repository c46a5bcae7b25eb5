using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>Which instances a query or purge means; null fields do not restrict. Times are inclusive.</summary>
internal sealed record InstanceFilter
{
    internal DateTimeOffset? CreatedFrom { get; init; }

    internal DateTimeOffset? CreatedTo { get; init; }

    internal DateTimeOffset? CompletedFrom { get; init; }

    internal DateTimeOffset? CompletedTo { get; init; }

    internal IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses { get; init; }

    internal string? IdPrefix { get; init; }

    private const string AfterAnyId = "\U0010FFFF";

    /// <summary>
    /// SQL whose parameters <see cref="Bind"/> fills, always the same number of them so that the statement
    /// is prepared
    /// once.
    /// </summary>
    internal const string Condition = """
        id>? AND id<? AND created>=? AND created<=? AND (
            ?=0 OR (completed>=? AND completed<=?)) AND (1<<status)&? AND substr(id,1,?)=?
        """;

    /// <summary>Ids have a lower and an upper bound, so that a prefix is looked up and not searched
    /// for.</summary>
    internal Statement Bind(Statement statement, string after) =>
        statement
            .Bind(string.CompareOrdinal(after, BeforePrefix()) > 0 ? after : BeforePrefix())
            .Bind(IdPrefix + AfterAnyId)
            .Bind(CreatedFrom?.UtcTicks ?? 0)
            .Bind(CreatedTo?.UtcTicks ?? long.MaxValue)
            .Bind(CompletedFrom is null && CompletedTo is null ? 0L : 1L)
            .Bind(CompletedFrom?.UtcTicks ?? 0)
            .Bind(CompletedTo?.UtcTicks ?? long.MaxValue)
            .Bind(StatusBits())
            .Bind((long)(IdPrefix?.Length ?? 0))
            .Bind(IdPrefix ?? string.Empty);

    /// <summary>Sorts after every id that is before the prefix.</summary>
    private string BeforePrefix() =>
        IdPrefix is { Length: > 0 } prefix && prefix[^1] > 0
            ? prefix[..^1] + (char)(prefix[^1] - 1) + AfterAnyId
            : string.Empty;

    private long StatusBits() =>
        Statuses is { Count: > 0 }
            ? Statuses.Aggregate(0L, (bits, status) => bits | (1L << (int)status))
            : -1L;
}
