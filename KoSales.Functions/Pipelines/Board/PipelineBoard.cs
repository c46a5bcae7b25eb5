using System.Globalization;
using KoSales.Domain.Calendars;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Pipelines.Board;

/// <summary>What a board is asked for; what is null narrows nothing.</summary>
public sealed record BoardQuestion(PipelineKind Kind, string? WorkflowId)
{
    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }
}

/// <summary>Counts and ages by stage, from index ranges: no pipeline is read but the oldest and the middle
/// ones.</summary>
public sealed class PipelineBoard(
    IDocumentStore store,
    WorkflowCache cache,
    IBusinessTime time,
    StageAges ages,
    IEnumerable<IBoardAmounts> amounts
)
{
    public async Task<BoardView> OfAsync(
        BoardQuestion question,
        Actor actor,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var (kind, workflowId) = (question.Kind, question.WorkflowId);
        var seen = SeenBy(actor, question);
        var groups = await GroupsAsync(kind, seen, cancellationToken);
        var clock = await time.OfTeamAsync(question.TeamId ?? actor.TeamId, cancellationToken);
        var sums = await AmountsAsync(question, actor, cancellationToken);
        var columns = new List<BoardColumn>();
        foreach (var stage in await StagesAsync(kind, workflowId, groups, cancellationToken))
        {
            Group[] inStage = [.. groups.Where(g => g.Stage.Key == stage.Key)];
            var column = new Column(kind, stage, seen, inStage)
            {
                Amount = sums is null ? null : sums.GetValueOrDefault(stage.Key),
            };
            columns.Add(await ColumnAsync(column, new At(clock, now), cancellationToken));
        }

        return new BoardView(kind, columns);
    }

    /// <summary>Null for entities without amounts. Which workflow an entity is on stands in its pipeline
    /// alone, so that nothing is told of one workflow.</summary>
    private async ValueTask<IReadOnlyDictionary<string, decimal>?> AmountsAsync(
        BoardQuestion question,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (question.WorkflowId is not null)
            return null;
        return amounts.FirstOrDefault(a => a.Kind == question.Kind) is { } known
            ? await known.ByStageAsync(question, actor, cancellationToken)
            : null;
    }

    private static Filter SeenBy(Actor actor, BoardQuestion question) =>
        Filter.AllOf(
            Filter.Eq("status", "open"),
            Named("workflow_id", question.WorkflowId),
            Named("owner_id", question.OwnerId),
            Named("team_id", question.TeamId),
            PipelineScope.Of(actor)
        );

    private static Filter Named(string field, string? value) =>
        value is null ? Filter.Everything : Filter.Eq(field, value);

    private async ValueTask<IReadOnlyList<Group>> GroupsAsync(
        PipelineKind kind,
        Filter seen,
        CancellationToken cancellationToken
    )
    {
        var counts = await store.GroupCountAsync(
            PipelineCollections.Of(kind),
            seen,
            ["workflow_id", "workflow_version", "stage"],
            cancellationToken
        );
        List<Group> groups = [];
        foreach (var count in counts)
        {
            var (workflowId, stageKey) = (count.Values[0]!, count.Values[2]!);
            var version = int.Parse(count.Values[1]!, CultureInfo.InvariantCulture);
            var definition = await cache.VersionAsync(workflowId, version, cancellationToken);
            if (definition.Find(stageKey) is { } stage)
                groups.Add(new Group(workflowId, version, stage, count.Count));
        }

        return groups;
    }

    /// <summary>The open stages of what new entities start on (or of the workflow asked for), then those in
    /// which only older pipelines are.</summary>
    private async ValueTask<IReadOnlyList<StageDefinition>> StagesAsync(
        PipelineKind kind,
        string? workflowId,
        IReadOnlyList<Group> groups,
        CancellationToken cancellationToken
    )
    {
        var shown = workflowId is null
            ? await cache.DefaultAsync(kind, cancellationToken)
            : await cache.PublishedAsync(kind, workflowId, cancellationToken);
        var first = shown?.Stages.Where(s => !s.IsTerminal) ?? [];
        return
        [
            .. first
                .Concat(
                    groups
                        .OrderByDescending(g => g.Version)
                        .ThenBy(g => g.Stage.Order)
                        .Select(g => g.Stage)
                )
                .DistinctBy(s => s.Key),
        ];
    }

    private async ValueTask<BoardColumn> ColumnAsync(
        Column column,
        At at,
        CancellationToken cancellationToken
    )
    {
        var inStage = new StageRange(
            PipelineCollections.Of(column.Kind),
            Filter.AllOf(column.Seen, Filter.Eq("stage", column.Stage.Key))
        );
        var count = column.Count;
        var oldest = count == 0 ? null : await ages.OldestAsync(inStage, cancellationToken);
        Instant? middle = null;
        if (oldest is { } first)
            middle = await ages.MiddleAsync(inStage, count, first, at.Now, cancellationToken);
        return column.Shown with
        {
            Rotting = await RottingAsync(column, at, cancellationToken),
            OldestEnteredAt = oldest,
            OldestMinutes = at.MinutesSince(oldest),
            MedianMinutes = at.MinutesSince(middle),
        };
    }

    private async ValueTask<long> RottingAsync(
        Column column,
        At at,
        CancellationToken cancellationToken
    )
    {
        var rotting = 0L;
        foreach (var group in column.Groups)
        {
            if (at.LongestAgo(group.Stage) is { } since)
                rotting += await store.CountAsync(
                    PipelineCollections.Of(column.Kind),
                    EnteredBy(since, group, column.Seen),
                    cancellationToken
                );
        }

        return rotting;
    }

    private static Filter EnteredBy(Instant since, Group group, Filter seen) =>
        Filter.AllOf(
            seen,
            Filter.Eq("workflow_id", group.WorkflowId),
            new Filter.Condition(
                "workflow_version",
                FilterOperator.Eq,
                new FilterValue.Number(group.Version)
            ),
            Filter.Eq("stage", group.Stage.Key),
            new Filter.Condition(
                "stage_entered_at",
                FilterOperator.Lte,
                new FilterValue.Moment(since)
            )
        );

    /// <summary>Now, in the working time of the team that the board is of.</summary>
    private readonly record struct At(IClockTime Clock, Instant Now)
    {
        public int? MinutesSince(Instant? entered) =>
            entered is { } since ? Clock.MinutesBetween(since, Now) : null;

        /// <summary>Who entered the stage by then is in it longer than it allows; null where that is no
        /// matter.</summary>
        public Instant? LongestAgo(StageDefinition stage) =>
            stage.MaxAgeMinutes is { } longest
                ? Clock.LatestStart(Duration.FromMinutes(longest), Now)
                : null;
    }

    private sealed record Group(string WorkflowId, int Version, StageDefinition Stage, long Count);

    private sealed record Column(
        PipelineKind Kind,
        StageDefinition Stage,
        Filter Seen,
        IReadOnlyList<Group> Groups
    )
    {
        /// <summary>In rupees; null where nothing is told of it.</summary>
        public decimal? Amount { get; init; }

        public long Count => Groups.Sum(g => g.Count);

        /// <summary>Without ages.</summary>
        public BoardColumn Shown =>
            new()
            {
                Stage = Stage.Key,
                Name = Stage.Name,
                Color = Stage.Color,
                Count = Count,
                Amount = Amount is { } rupees ? MoneyBody.Rupees(rupees) : null,
                Rotting = 0,
            };
    }
}
