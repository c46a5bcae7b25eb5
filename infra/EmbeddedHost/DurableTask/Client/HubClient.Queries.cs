using System.Collections.Immutable;
using System.Text.Json;
using KoSales.EmbeddedHost.DurableTask.History;
using KoSales.EmbeddedHost.DurableTask.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.EmbeddedHost.DurableTask.Client;

internal sealed partial class HubClient
{
    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(engine.Reader.Instance(instanceId) is { } row ? Metadata(row, getInputsAndOutputs) : null);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.HasEnded, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        var condition = new InstanceFilter
        {
            CreatedFrom = query.CreatedFrom,
            CreatedTo = query.CreatedTo,
            Statuses = query.Statuses?.ToList(),
            IdPrefix = query.InstanceIdPrefix,
        };
        return Pageable.Create<OrchestrationMetadata>((continuation, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var limit = size ?? query.PageSize;
            var rows = engine.Reader.Find(condition, continuation ?? query.ContinuationToken ?? string.Empty, limit);
            var values = rows.ConvertAll(row => Metadata(row, query.FetchInputsAndOutputs));
            return Task.FromResult(new Page<OrchestrationMetadata>(values, rows.Count < limit ? null : rows[^1].Start.Id));
        });
    }

    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var filter = new InstanceFilter
        {
            CompletedFrom = completedTimeFrom,
            CompletedTo = completedTimeTo,
            Statuses = runtimeStatus?.ToList(),
        };
        var ids = engine.Reader.Find(filter, lastInstanceKey ?? string.Empty, pageSize).ConvertAll(row => row.Start.Id);
        return Task.FromResult(new Page<string>(ids, ids.Count < pageSize ? null : ids[^1]));
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new PurgeResult(await PurgeAsync([instanceId], options, cancellation));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(filter), filter.Timeout, "The time-out must be positive.");
        var condition = new InstanceFilter
        {
            CreatedFrom = filter.CreatedFrom,
            CreatedTo = filter.CreatedTo,
            Statuses = filter.Statuses?.ToList(),
        };
        var (purged, after, started) = (0, string.Empty, time.GetTimestamp());
        while (filter.Timeout is not { } limit || time.GetElapsedTime(started) < limit)
        {
            var ids = engine.Reader.Find(condition, after, GroupSize).ConvertAll(row => row.Start.Id);
            purged += await PurgeAsync(ids, options, cancellation);
            if (ids.Count < GroupSize) return new PurgeResult(purged, isComplete: true);
            after = ids[^1];
        }

        return new PurgeResult(purged, isComplete: false);
    }

    private Task<int> PurgeAsync(IReadOnlyList<string> ids, PurgeInstanceOptions? options, CancellationToken cancellation) =>
        engine.Writer.Run(new PurgeOperation(ids, options?.Recursive ?? false)).WaitAsync(cancellation);

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRow, bool> reached, bool payloads, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            var change = engine.Signals.Next(instanceId);
            if (engine.Reader.Instance(instanceId) is { } row && reached(row)) return Metadata(row, payloads);
            await change.WaitAsync(cancellation);
        }
    }

    private OrchestrationMetadata Metadata(InstanceRow row, bool payloads) => new(row.Start.Name, row.Start.Id)
    {
        DataConverter = payloads ? converter : null,
        RuntimeStatus = row.Status,
        CreatedAt = new DateTimeOffset(row.CreatedAt),
        LastUpdatedAt = new DateTimeOffset(row.UpdatedAt),
        SerializedInput = payloads ? row.Start.Input : null,
        SerializedOutput = payloads ? row.Output : null,
        SerializedCustomStatus = payloads ? row.CustomStatus : null,
        FailureDetails = row.Failure,
        Tags = row.Start.Tags is { } tags
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags)!.ToImmutableDictionary()
            : ImmutableDictionary<string, string>.Empty,
    };
}
