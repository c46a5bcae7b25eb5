using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Calendars;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Pipelines.Board;
using KoSales.Functions.Pipelines.Workflows;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines.Board;

public sealed class PipelineBoardTests : IAsyncLifetime
{
    private static readonly Instant Monday = Instant.FromUtc(2026, 11, 23, 6, 0);

    private readonly PipelineRig _rig = new();
    private int _made;

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_column_shows_count_ages_and_what_rots()
    {
        // Stage new rots after 540 business minutes, which is a day.
        foreach (var hours in new[] { 1, 2, 100 })
            await AddAsync("new", Monday - Duration.FromHours(hours));
        var board = await BoardAsync(PipelineRig.Admin);
        Assert.Equal(
            ["new", "contacted", "qualified", "nurture"],
            board.Stages.Select(s => s.Stage)
        );
        var column = board.Stages[0];
        var clock = WorkingTime.For(CalendarDefinition.Default, Monday).Value;
        Assert.Equal((3L, 1L), (column.Count, column.Rotting));
        Assert.Equal(Monday - Duration.FromHours(100), column.OldestEnteredAt);
        Assert.Equal(
            clock.MinutesBetween(Monday - Duration.FromHours(100), Monday),
            column.OldestMinutes
        );
        Assert.Equal(
            clock.MinutesBetween(Monday - Duration.FromHours(2), Monday),
            column.MedianMinutes
        );
        Assert.Equal(
            (0L, 0L, null, null),
            (
                board.Stages[1].Count,
                board.Stages[1].Rotting,
                board.Stages[1].OldestEnteredAt,
                board.Stages[1].MedianMinutes
            )
        );
    }

    [Fact]
    public async Task The_middle_one_of_many_is_found_without_reading_them()
    {
        List<Instant> entered =
        [
            .. Enumerable.Range(0, 701).Select(i => Monday - Duration.FromMinutes(i * i % 7919)),
            .. Enumerable.Repeat(Monday - Duration.FromDays(30), 150),
        ];
        await AddAllAsync("contacted", entered);
        var range = new StageRange(
            PipelineCollections.Lead,
            Filter.AllOf(Filter.Eq("status", "open"), Filter.Eq("stage", "contacted"))
        );
        var middle = await _rig.Get<StageAges>()
            .MiddleAsync(range, entered.Count, entered.Min(), Monday, CancellationToken.None);
        Assert.Equal(entered.Order().ElementAt((entered.Count - 1) / 2), middle);
    }

    [Fact]
    public async Task Everybody_counts_only_what_they_may_see()
    {
        await AddAsync("new", Monday, "A0-0003", "TM-1");
        await AddAsync("new", Monday, "A0-0004", "TM-1");
        await AddAsync("new", Monday, null, "TM-1");
        await AddAsync("new", Monday, "A0-0005", "TM-2");
        Assert.Equal(4, (await BoardAsync(PipelineRig.Admin)).Stages[0].Count);
        Assert.Equal(3, (await BoardAsync(Manager)).Stages[0].Count);
        Assert.Equal(2, (await BoardAsync(Agent)).Stages[0].Count);
    }

    [Fact]
    public void The_latest_start_is_the_last_second_from_which_the_work_is_done_by_then()
    {
        var clock = WorkingTime.For(CalendarDefinition.Default, Monday).Value;
        Prop.ForAll(
                Gen.Choose(1, 20_000)
                    .SelectMany(minutes =>
                        Gen.Choose(0, 2_000_000).Select(seconds => (minutes, seconds))
                    )
                    .ToArbitrary(),
                c =>
                {
                    var (work, end) = (
                        Duration.FromMinutes(c.minutes),
                        Monday + Duration.FromSeconds(c.seconds)
                    );
                    var start = clock.LatestStart(work, end)!.Value;
                    return clock.Elapsed(start, end) >= work
                        && clock.Elapsed(start + Duration.FromSeconds(1), end) < work;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stage")]
    [InlineData("entity_ref.id")]
    [InlineData("owner_id")]
    public async Task Lists_and_board_go_by_indexes(string? field)
    {
        foreach (var actor in new[] { PipelineRig.Admin, Manager, Agent })
        {
            var asked = Filter.AllOf(
                field is null ? Filter.Everything : Filter.Eq(field, "x"),
                Filter.Missing("deleted_at"),
                PipelineScope.Of(actor)
            );
            foreach (var sort in new[] { "created_at", "updated_at" })
                Assert.NotNull(
                    await ExplainAsync(
                        asked,
                        new SortKey(sort, FieldType.Instant, Descending: true)
                    )
                );
            Assert.NotNull(
                await ExplainAsync(
                    Filter.AllOf(
                        Filter.Eq("status", "open"),
                        Filter.Eq("stage", "new"),
                        PipelineScope.Of(actor)
                    ),
                    new SortKey("stage_entered_at", FieldType.Instant)
                )
            );
        }
    }

    private ValueTask<string?> ExplainAsync(Filter filter, SortKey sort) =>
        _rig.Store.ExplainAsync(
            new Query(PipelineCollections.Lead, filter) { Sort = [sort] },
            CancellationToken.None
        );

    private Task<BoardView> BoardAsync(Actor actor) =>
        _rig.Get<PipelineBoard>()
            .OfAsync(
                new BoardQuestion(PipelineKind.Lead, null),
                actor,
                Monday,
                CancellationToken.None
            );

    private Task AddAsync(
        string stage,
        Instant entered,
        string? owner = null,
        string? team = null
    ) => AddAllAsync(stage, [entered], owner, team);

    private async Task AddAllAsync(
        string stage,
        IReadOnlyList<Instant> entered,
        string? owner = null,
        string? team = null
    )
    {
        var definition = (
            await _rig.Get<WorkflowCache>().DefaultAsync(PipelineKind.Lead, CancellationToken.None)
        )!;
        var batch = new WriteBatch();
        foreach (var at in entered)
        {
            var n = ++_made;
            var started = Transition.Start(
                $"LP-9{n}",
                new EntityRef(EntityKind.Lead, $"K0-9{n:00000}"),
                definition,
                new PipelineStart(definition.Initial, owner, team),
                At(at)
            );
            batch.Insert(PipelineCollections.Lead, started with { Stage = stage });
        }

        Assert.True((await _rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
    }
}
