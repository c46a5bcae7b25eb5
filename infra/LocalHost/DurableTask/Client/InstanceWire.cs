using Google.Protobuf.WellKnownTypes;
using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;
using KoSales.LocalHost.DurableTask.Wire;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Client;

/// <summary>Instances and questions about them in the wire form.</summary>
internal static class InstanceWire
{
    internal static P.GetInstanceResponse Response(InstanceRow? row, bool withPayloads) =>
        row is null
            ? new P.GetInstanceResponse()
            : new P.GetInstanceResponse
            {
                Exists = true,
                OrchestrationState = State(row, withPayloads),
            };

    internal static P.OrchestrationState State(InstanceRow row, bool withPayloads)
    {
        var state = new P.OrchestrationState
        {
            InstanceId = row.Start.Id,
            Name = row.Start.Name,
            Version = row.Start.Version,
            OrchestrationStatus = (P.OrchestrationStatus)row.Status,
            FailureDetails = row.Failure.ToWire(),
        };
        AddTimes(state, row);
        foreach (var (name, text) in row.Start.TagTexts())
            state.Tags[name] = text;
        if (withPayloads)
            AddPayloads(state, row);
        return state;
    }

    private static void AddTimes(P.OrchestrationState state, InstanceRow row)
    {
        state.CreatedTimestamp = Timestamp.FromDateTime(row.CreatedAt);
        state.LastUpdatedTimestamp = Timestamp.FromDateTime(row.UpdatedAt);
        if (row.CompletedAt is { } completed)
            state.CompletedTimestamp = Timestamp.FromDateTime(completed);
    }

    internal static InstanceFilter Filter(P.InstanceQuery query) =>
        new()
        {
            CreatedFrom = query.CreatedTimeFrom?.ToDateTimeOffset(),
            CreatedTo = query.CreatedTimeTo?.ToDateTimeOffset(),
            Statuses = Statuses(query.RuntimeStatus),
            IdPrefix = query.InstanceIdPrefix,
        };

    internal static InstanceFilter Filter(P.ListInstanceIdsRequest request) =>
        new()
        {
            CompletedFrom = request.CompletedTimeFrom?.ToDateTimeOffset(),
            CompletedTo = request.CompletedTimeTo?.ToDateTimeOffset(),
            Statuses = Statuses(request.RuntimeStatus),
        };

    internal static InstanceFilter Filter(P.PurgeInstanceFilter filter) =>
        new()
        {
            CreatedFrom = filter.CreatedTimeFrom?.ToDateTimeOffset(),
            CreatedTo = filter.CreatedTimeTo?.ToDateTimeOffset(),
            Statuses = Statuses(filter.RuntimeStatus),
        };

    private static void AddPayloads(P.OrchestrationState state, InstanceRow row)
    {
        state.Input = row.Start.Input;
        state.Output = row.Output;
        state.CustomStatus = row.CustomStatus;
    }

    private static List<OrchestrationRuntimeStatus> Statuses(
        IEnumerable<P.OrchestrationStatus> statuses
    ) => [.. statuses.Select(s => (OrchestrationRuntimeStatus)s)];
}
