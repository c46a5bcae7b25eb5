using System.Runtime.CompilerServices;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Reports;
using KoSales.Functions.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Reports;

/// <param name="WorkflowId">Null for the one that new entities start on.</param>
public sealed record FunnelQuestion(PipelineKind Kind, string? WorkflowId, MomentRange Range);

/// <summary>Reads the ledgers of pipelines in the order of their entry and adds up how far they
/// came.</summary>
public sealed class FunnelReport(IDocumentStore store, WorkflowCache cache)
{
    private const int Page = 1_000;

    private static readonly SortKey ByEntry = new("created_at", FieldType.Instant);

    public async Task<FunnelView> ShowAsync(
        FunnelQuestion question,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var workflow = await WorkflowAsync(question, cancellationToken);
        var path = new FunnelPath(workflow?.Stages ?? []);
        var total = new FunnelTally(path);
        SortedDictionary<LocalDate, FunnelTally> weeks = [];
        var entered = PagesAsync(question, workflow?.WorkflowId, actor, cancellationToken);
        await foreach (var pipeline in entered)
        {
            total.Add(pipeline);
            WeekOf(weeks, path, pipeline).Add(pipeline);
        }

        return new FunnelView(
            question.Kind,
            workflow?.WorkflowId,
            question.Range.From,
            question.Range.To,
            FiguresOf(path, total),
            [.. weeks.Select(w => new FunnelWeekView(w.Key, FiguresOf(path, w.Value)))]
        );
    }

    /// <summary>Refused when there is no such published workflow of the kind.</summary>
    private async ValueTask<PipelineDefinition?> WorkflowAsync(
        FunnelQuestion question,
        CancellationToken cancellationToken
    )
    {
        if (question.WorkflowId is not { } id)
            return await cache.DefaultAsync(question.Kind, cancellationToken);
        return await cache.PublishedAsync(question.Kind, id, cancellationToken)
            ?? throw new RefusalException(
                new Fault(
                    FaultKind.Malformed,
                    "query.bad_value",
                    "workflow_id is a published workflow of this kind."
                )
            );
    }

    private static FunnelTally WeekOf(
        SortedDictionary<LocalDate, FunnelTally> weeks,
        FunnelPath path,
        Pipeline pipeline
    )
    {
        var week = Periods.WeekOf(pipeline.CreatedAt);
        if (!weeks.TryGetValue(week, out var tally))
            weeks[week] = tally = new FunnelTally(path);
        return tally;
    }

    /// <summary>Those that the actor sees, without the ones that were closed without a result.</summary>
    private async IAsyncEnumerable<Pipeline> PagesAsync(
        FunnelQuestion question,
        string? workflowId,
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var collection = PipelineCollections.Of(question.Kind);
        var query = new Query(collection, WithinOf(question.Range, workflowId, actor))
        {
            Sort = [ByEntry],
            Limit = Page,
        };
        while (true)
        {
            var page = await store.ListAsync(collection, query, cancellationToken);
            foreach (var pipeline in page)
                yield return pipeline;
            if (page.Count < Page)
                yield break;
            query = query with
            {
                After = new KeysetPosition([JsonText.Of(page[^1].CreatedAt)], page[^1].Id),
            };
        }
    }

    private static Filter WithinOf(MomentRange range, string? workflowId, Actor actor) =>
        Filter.AllOf(
            range.Of("created_at"),
            workflowId is null ? Filter.Everything : Filter.Eq("workflow_id", workflowId),
            Filter.In("status", ["open", "won", "lost"]),
            PipelineScope.Of(actor)
        );

    private static FunnelFigures FiguresOf(FunnelPath path, FunnelTally tally) =>
        new(
            tally.Entered,
            tally.Open,
            tally.Won,
            tally.Lost,
            tally.WonPercent,
            [
                .. path
                    .Steps.Index()
                    .Select(s => StageOf(s.Item, path.IsSide(s.Index), tally.Steps[s.Index])),
            ]
        );

    private static FunnelStageView StageOf(StageDefinition stage, bool isSide, FunnelStep step) =>
        new()
        {
            Stage = stage.Key,
            Name = stage.Name,
            Side = isSide,
            Reached = step.Reached,
            Visited = step.Visited,
            Skipped = step.Skipped,
            Returned = step.Returned,
            LostFrom = step.LostFrom,
            Here = step.Here,
        };
}
