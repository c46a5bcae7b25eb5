using KoSales.Domain.Calendars;
using KoSales.Domain.Flows;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Flows.Stages;
using KoSales.Functions.Pipelines.Workflows;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Flows;

/// <summary>Has waiting flows look again when a calendar has changed: what they wait for may be due earlier
/// by now. The ages of stages are reckoned anew with them.</summary>
/// <remarks>What was reckoned by is written down when all have been notified, so that a crash tells them once
/// more, and a start tells nobody.</remarks>
public sealed class FlowHoursWatch(
    IDocumentStore store,
    CalendarCache calendars,
    WorkflowCache workflows,
    IBusinessTime hours,
    StageFlowStarter flows,
    TimeProvider time,
    ILogger<FlowHoursWatch> log
)
{
    private const int AtOnce = 200;
    private const int SideBySide = 8;

    /// <summary>By then every instance knows of a changed calendar.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);

    private static readonly Filter Open = Filter.Eq("status", "open");

    /// <summary>Returns how many pipelines were notified.</summary>
    public async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        var now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var current = HoursOf(await calendars.CurrentAsync(cancellationToken), now);
        var known = await store.FindAsync(FlowHours.Collection, FlowHours.TheId, cancellationToken);
        if (known is null)
        {
            var first = new WriteBatch().InsertIfAbsent(FlowHours.Collection, current);
            await store.CommitAsync(first, cancellationToken);
            return 0;
        }

        return known.Differs(current)
            ? await FollowAsync(known, current, now, cancellationToken)
            : 0;
    }

    private async Task<int> FollowAsync(
        FlowHours known,
        FlowHours current,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        // Flows look by the calendars that their own instance has in memory.
        await Task.Delay(Settling, time, cancellationToken);
        var notified = await NotifyAllAsync(known, current, now, cancellationToken);
        var next = current with { Version = known.Version + 1, CreatedAt = known.CreatedAt };
        // Refused when another host has notified them as well.
        await store.CommitAsync(
            new WriteBatch().Replace(FlowHours.Collection, next),
            cancellationToken
        );
        log.HoursChanged(notified);
        return notified;
    }

    private async Task<int> NotifyAllAsync(
        FlowHours known,
        FlowHours current,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var notified = 0;
        foreach (var kind in Enum.GetValues<PipelineKind>())
            notified += await NotifyAsync(
                kind,
                pipeline => known.Differs(current, pipeline.TeamId),
                now,
                cancellationToken
            );
        return notified;
    }

    private static FlowHours HoursOf(CalendarIndex index, Instant now)
    {
        Dictionary<string, string> keys = new(StringComparer.Ordinal)
        {
            [FlowHours.Company] = KeyOf(index, null, now),
        };
        foreach (var team in index.Teams.Keys)
            keys[team] = KeyOf(index, team, now);
        return new FlowHours
        {
            Id = FlowHours.TheId,
            Keys = keys,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static string KeyOf(CalendarIndex index, string? team, Instant now) =>
        index.Of(new CalendarQuestion(null, null, team), now).Stack.Key;

    private async Task<int> NotifyAsync(
        PipelineKind kind,
        Func<Pipeline, bool> concerns,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var notified = 0;
        var collection = PipelineCollections.Of(kind);
        await foreach (
            var page in store
                .StreamAsync(collection, Open, cancellationToken)
                .Where(concerns)
                .Chunk(AtOnce)
                .WithCancellation(cancellationToken)
        )
        {
            await AgeAsync(collection, page, now, cancellationToken);
            var side = new ParallelOptions
            {
                MaxDegreeOfParallelism = SideBySide,
                CancellationToken = cancellationToken,
            };
            await Parallel.ForEachAsync(
                page,
                side,
                async (pipeline, stop) => await WakeAsync(pipeline, now, stop)
            );
            notified += page.Length;
        }

        return notified;
    }

    private async ValueTask WakeAsync(
        Pipeline pipeline,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var definition = await workflows.VersionAsync(
            pipeline.WorkflowId,
            pipeline.WorkflowVersion,
            cancellationToken
        );
        if (definition.Find(pipeline.Stage)?.TaskWorkflowId is null)
            return;
        var visit = new StageVisitRun(pipeline.Id, pipeline.Visit, now.ToDateTimeUtc());
        await flows.RaiseAsync(
            pipeline.FlowInstanceId,
            visit,
            StageFlow.Retry,
            new StageSignal(null),
            cancellationToken
        );
    }

    /// <summary>When a stage will have lasted too long; a pipeline that changes meanwhile keeps what it
    /// has, and is looked at when that comes.</summary>
    private async Task AgeAsync(
        Collection<Pipeline> collection,
        IReadOnlyList<Pipeline> page,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        foreach (var pipeline in page.Where(p => p.RotsAt is not null))
        {
            var end = await EndAsync(pipeline, cancellationToken);
            if (end is { } rots && rots != pipeline.RotsAt)
                batch.Patch(collection, Unchanged(pipeline), RotsAt(rots, now));
        }

        if (batch.Operations.Count > 0)
            await store.CommitAsync(batch, cancellationToken);
    }

    private async ValueTask<Instant?> EndAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var definition = await workflows.VersionAsync(
            pipeline.WorkflowId,
            pipeline.WorkflowVersion,
            cancellationToken
        );
        if (definition.Find(pipeline.Stage) is not { } stage)
            return null;
        var teamHours = await hours.OfTeamAsync(pipeline.TeamId, cancellationToken);
        return StageAge.EndOf(stage, pipeline.StageEnteredAt, teamHours);
    }

    private static Filter Unchanged(Pipeline pipeline) =>
        Filter.AllOf(
            Filter.Eq("id", pipeline.Id),
            new Filter.Condition(
                "version",
                FilterOperator.Eq,
                new FilterValue.Number(pipeline.Version)
            )
        );

    private static Patch RotsAt(Instant rots, Instant now) =>
        new(now, Actor.System.Id)
        {
            Set = new Dictionary<string, string?> { ["rots_at"] = JsonText.Of(rots) },
        };
}
