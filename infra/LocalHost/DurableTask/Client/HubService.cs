using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using KoSales.LocalHost.DurableTask.Dispatch;
using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;
using KoSales.LocalHost.DurableTask.Wire;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Client;

/// <summary>
/// The service that the official Durable client calls: starts, events, control and questions about
/// instances. Every
/// change is durable when the call returns. Refusals are the status codes of the Durable extension:
/// NotFound for an
/// instance that is not there, FailedPrecondition for one that has ended.
/// </summary>
internal sealed class HubService(DurableEngine engine, TimeProvider time)
    : P.TaskHubSidecarService.TaskHubSidecarServiceBase
{
    /// <summary>Purges go to the hub in groups of this size.</summary>
    private const int GroupSize = 500;

    /// <summary>Events in one part of a streamed history.</summary>
    private const int ChunkSize = 200;

    public override async Task<P.CreateInstanceResponse> StartInstance(
        P.CreateInstanceRequest request,
        ServerCallContext context
    )
    {
        var start = NewInstanceOf(request);
        var outcome = await RunAsync(
            new StartOperation(start, Replaces(request.OrchestrationIdReusePolicy)),
            context
        );
        if (outcome.Existing is { } existing)
            throw Refusal(StatusCode.AlreadyExists, InstanceStart.Refusal(start.Id, existing));
        return new P.CreateInstanceResponse { InstanceId = start.Id };
    }

    private NewInstance NewInstanceOf(P.CreateInstanceRequest request) =>
        new(
            request.InstanceId is { Length: > 0 } id ? id : NewId(),
            request.Name,
            NewId(),
            request.Input
        )
        {
            Version = request.Version ?? "",
            Tags = request.Tags.Count == 0 ? null : JsonSerializer.Serialize(request.Tags),
            StartAt = request.ScheduledStartTimestamp?.ToDateTime(),
        };

    public override async Task<P.RaiseEventResponse> RaiseEvent(
        P.RaiseEventRequest request,
        ServerCallContext context
    )
    {
        await SendAsync(request.InstanceId, new EventRaised(request.Name, request.Input), context);
        return new P.RaiseEventResponse();
    }

    public override async Task<P.TerminateResponse> TerminateInstance(
        P.TerminateRequest request,
        ServerCallContext context
    )
    {
        var outcome = await RunAsync(
            new TerminateOperation(request.InstanceId, request.Output, request.Recursive),
            context
        );
        ThrowUnlessSent(outcome, request.InstanceId);
        return new P.TerminateResponse();
    }

    public override async Task<P.SuspendResponse> SuspendInstance(
        P.SuspendRequest request,
        ServerCallContext context
    )
    {
        await SendAsync(request.InstanceId, new Suspended(request.Reason), context);
        return new P.SuspendResponse();
    }

    public override async Task<P.ResumeResponse> ResumeInstance(
        P.ResumeRequest request,
        ServerCallContext context
    )
    {
        await SendAsync(request.InstanceId, new Resumed(request.Reason), context);
        return new P.ResumeResponse();
    }

    public override Task<P.GetInstanceResponse> GetInstance(
        P.GetInstanceRequest request,
        ServerCallContext context
    ) =>
        Task.FromResult(
            InstanceWire.Response(
                engine.Reader.Instance(request.InstanceId),
                request.GetInputsAndOutputs
            )
        );

    public override Task<P.GetInstanceResponse> WaitForInstanceStart(
        P.GetInstanceRequest request,
        ServerCallContext context
    ) => WaitAsync(request, row => row.Status != OrchestrationRuntimeStatus.Pending, context);

    public override Task<P.GetInstanceResponse> WaitForInstanceCompletion(
        P.GetInstanceRequest request,
        ServerCallContext context
    ) => WaitAsync(request, row => row.HasEnded, context);

    public override Task<P.QueryInstancesResponse> QueryInstances(
        P.QueryInstancesRequest request,
        ServerCallContext context
    )
    {
        var query = request.Query;
        var rows = engine.Reader.Find(
            InstanceWire.Filter(query),
            query.ContinuationToken ?? "",
            query.MaxInstanceCount
        );
        var response = new P.QueryInstancesResponse
        {
            ContinuationToken = LastOf(rows, query.MaxInstanceCount),
        };
        response.OrchestrationState.AddRange(
            rows.Select(row => InstanceWire.State(row, query.FetchInputsAndOutputs))
        );
        return Task.FromResult(response);
    }

    public override Task<P.ListInstanceIdsResponse> ListInstanceIds(
        P.ListInstanceIdsRequest request,
        ServerCallContext context
    )
    {
        var rows = engine.Reader.Find(
            InstanceWire.Filter(request),
            request.LastInstanceKey ?? "",
            request.PageSize
        );
        var response = new P.ListInstanceIdsResponse
        {
            LastInstanceKey = LastOf(rows, request.PageSize),
        };
        response.InstanceIds.AddRange(rows.Select(row => row.Start.Id));
        return Task.FromResult(response);
    }

    public override async Task<P.PurgeInstancesResponse> PurgeInstances(
        P.PurgeInstancesRequest request,
        ServerCallContext context
    )
    {
        if (request.PurgeInstanceFilter is not null)
            return await PurgeAllAsync(request, context);
        IReadOnlyList<string> ids = request.InstanceBatch is { } batch
            ? [.. batch.InstanceIds]
            : [request.InstanceId];
        var purged = await RunAsync(new PurgeOperation(ids, request.Recursive), context);
        return new P.PurgeInstancesResponse { DeletedInstanceCount = purged, IsComplete = true };
    }

    public override async Task<P.RestartInstanceResponse> RestartInstance(
        P.RestartInstanceRequest request,
        ServerCallContext context
    )
    {
        var old = engine.Reader.Instance(request.InstanceId) ?? throw Missing(request.InstanceId);
        var start = old.Start with
        {
            Id = request.RestartWithNewInstanceId ? NewId() : request.InstanceId,
            ExecutionId = NewId(),
            Parent = null,
            StartAt = null,
        };
        var outcome = await RunAsync(new StartOperation(start, InstanceStart.HasEnded), context);
        if (outcome.Existing is { } existing)
            throw Refusal(StatusCode.FailedPrecondition, InstanceStart.Refusal(start.Id, existing));
        return new P.RestartInstanceResponse { InstanceId = start.Id };
    }

    public override async Task StreamInstanceHistory(
        P.StreamInstanceHistoryRequest request,
        IServerStreamWriter<P.HistoryChunk> responseStream,
        ServerCallContext context
    )
    {
        var state = engine.Reader.State(request.InstanceId) ?? throw Missing(request.InstanceId);
        foreach (var events in new WireHistory(state.Row).Next(state.History).Chunk(ChunkSize))
            await responseStream.WriteAsync(
                new P.HistoryChunk { Events = { events } },
                context.CancellationToken
            );
    }

    /// <summary>Where the next page goes on; null when this one was not full.</summary>
    private static string? LastOf(List<InstanceRow> rows, int pageSize) =>
        rows.Count < pageSize ? null : rows[^1].Start.Id;

    private static Func<OrchestrationRuntimeStatus, bool> Replaces(
        P.OrchestrationIdReusePolicy? policy
    )
    {
        if (policy is null)
            return InstanceStart.HasEnded;
        var replaceable = policy
            .ReplaceableStatus.Select(s => (OrchestrationRuntimeStatus)s)
            .ToHashSet();
        return replaceable.Contains;
    }

    private async Task<P.PurgeInstancesResponse> PurgeAllAsync(
        P.PurgeInstancesRequest request,
        ServerCallContext context
    )
    {
        var filter = InstanceWire.Filter(request.PurgeInstanceFilter);
        var started = time.GetTimestamp();
        var response = new P.PurgeInstancesResponse { IsComplete = false };
        var after = "";
        while (response.IsComplete != true && time.GetElapsedTime(started) < PatienceOf(request))
        {
            var ids = engine.Reader.Find(filter, after, GroupSize).ConvertAll(row => row.Start.Id);
            var purge = new PurgeOperation(ids, request.Recursive);
            response.DeletedInstanceCount += await RunAsync(purge, context);
            response.IsComplete = ids.Count < GroupSize;
            after = ids.LastOrDefault(after);
        }

        return response;
    }

    private static TimeSpan PatienceOf(P.PurgeInstancesRequest request) =>
        request.PurgeInstanceFilter.Timeout?.ToTimeSpan() ?? TimeSpan.MaxValue;

    private async Task SendAsync(string instanceId, HubEvent message, ServerCallContext context) =>
        ThrowUnlessSent(
            await RunAsync(new SendOperation(instanceId, message), context),
            instanceId
        );

    private async Task<P.GetInstanceResponse> WaitAsync(
        P.GetInstanceRequest request,
        Func<InstanceRow, bool> reached,
        ServerCallContext context
    )
    {
        while (true)
        {
            var change = engine.Signals.Next(request.InstanceId);
            if (engine.Reader.Instance(request.InstanceId) is { } row && reached(row))
                return InstanceWire.Response(row, request.GetInputsAndOutputs);
            await change.WaitAsync(context.CancellationToken);
        }
    }

    /// <summary>Cancelling a call stops the waiting; what was asked for may happen all the same.</summary>
    private Task<T> RunAsync<T>(HubOperation<T> operation, ServerCallContext context) =>
        engine.Writer.Run(operation).WaitAsync(context.CancellationToken);

    private static void ThrowUnlessSent(SendOutcome outcome, string instanceId)
    {
        if (outcome == SendOutcome.Missing)
            throw Missing(instanceId);
        if (outcome == SendOutcome.Ended)
            throw Refusal(
                StatusCode.FailedPrecondition,
                $"The orchestration instance with the id '{instanceId}' has ended."
            );
    }

    private static RpcException Missing(string instanceId) =>
        Refusal(
            StatusCode.NotFound,
            $"There is no orchestration instance with the id '{instanceId}'."
        );

    private static RpcException Refusal(StatusCode code, string why) => new(new Status(code, why));

    private string NewId() =>
        Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
}
