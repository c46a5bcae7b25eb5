using Microsoft.DurableTask.Client;

namespace KoSales.EmbeddedHost.DurableTask.Hub;

/// <summary>Which instances a query or purge means; null fields do not restrict. Times are inclusive.</summary>
internal sealed record InstanceFilter
{
    internal DateTimeOffset? CreatedFrom { get; init; }

    internal DateTimeOffset? CreatedTo { get; init; }

    internal DateTimeOffset? CompletedFrom { get; init; }

    internal DateTimeOffset? CompletedTo { get; init; }

    internal IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses { get; init; }

    internal string? IdPrefix { get; init; }

    /// <summary>SQL whose parameters <see cref="Bind"/> fills, always the same number of them so that the statement is prepared once.</summary>
    internal string Condition => """
        created>=? AND created<=? AND (?=0 OR (completed>=? AND completed<=?)) AND (1<<status)&? AND substr(id,1,?)=?
        """;

    internal Statement Bind(Statement statement) => statement
        .Bind(CreatedFrom?.UtcTicks ?? 0).Bind(CreatedTo?.UtcTicks ?? long.MaxValue)
        .Bind(CompletedFrom is null && CompletedTo is null ? 0L : 1L)
        .Bind(CompletedFrom?.UtcTicks ?? 0).Bind(CompletedTo?.UtcTicks ?? long.MaxValue)
        .Bind(StatusBits()).Bind((long)(IdPrefix?.Length ?? 0)).Bind(IdPrefix ?? string.Empty);

    private long StatusBits() => Statuses is { Count: > 0 } ? Statuses.Aggregate(0L, (bits, status) => bits | (1L << (int)status)) : -1L;
}
