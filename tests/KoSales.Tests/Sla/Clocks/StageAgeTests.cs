using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Functions.Calendars;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Policies;
using KoSales.Functions.Storage;
using KoSales.Tests.Flows;
using KoSales.Tests.Outbox;
using NodaTime;

namespace KoSales.Tests.Sla.Clocks;

public sealed class StageAgeTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_visit_that_lasts_too_long_is_told_of_once_and_the_next_visit_has_a_clock_of_its_own()
    {
        var lead = await _rig.LeadAsync();
        var pipeline = await _rig.PipelineAsync(lead);
        // 540 business minutes from Wednesday 10:00, in days of nine hours.
        Assert.Equal(FlowRig.Start + Duration.FromDays(1), pipeline.RotsAt);
        _rig.Now = pipeline.RotsAt!.Value - Duration.FromSeconds(1);
        Assert.Equal(0, await SweepAsync());
        _rig.Now = pipeline.RotsAt.Value;
        Assert.Equal((1, 0), (await SweepAsync(), await SweepAsync()));
        var rotten = await _rig.PipelineAsync(lead);
        Assert.Equal((pipeline.RotsAt, null), (rotten.RottenAt, rotten.RotsAt));

        await _rig.CompleteAsync(lead, "connected");
        await _rig.ReconcileAsync(lead);
        var moved = await _rig.PipelineAsync(lead);
        Assert.Equal((2, null), (moved.Visit, moved.RottenAt));
        _rig.Now = moved.RotsAt!.Value;
        Assert.Equal((1, 0), (await SweepAsync(), await SweepAsync()));
        Assert.Equal(["new 1", "contacted 2"], await PublishedAsync());
    }

    [Fact]
    public async Task A_pipeline_that_has_ended_is_old_but_not_rotten()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "not_interested");
        await _rig.ReconcileAsync(lead);
        Assert.Null((await _rig.PipelineAsync(lead)).RotsAt);
        _rig.Now += Duration.FromDays(30);
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_calendar_that_has_changed_since_gives_a_visit_the_time_that_it_takes_away()
    {
        var calendars = await CalendarsAsync();
        var lead = await _rig.LeadAsync();
        var due = (await _rig.PipelineAsync(lead)).RotsAt!.Value;
        // Thursday becomes a holiday after the lead came on Wednesday, which leaves half an hour for Friday.
        await calendars.RedefineAsync(
            week => week with { Thu = [] },
            FlowRig.Start + Duration.FromHours(1)
        );

        _rig.Now = due;
        await SweepAsync(calendars.Time);

        var later = (await _rig.PipelineAsync(lead)).RotsAt;
        Assert.Equal(due + Duration.FromDays(1), later);
        Assert.Empty(await PublishedAsync());
        _rig.Now = later!.Value;
        await SweepAsync(calendars.Time);
        Assert.Equal(["new 1"], await PublishedAsync());
        Assert.Equal(later, (await _rig.PipelineAsync(lead)).RottenAt);
    }

    private async Task<Calendars> CalendarsAsync()
    {
        await _rig.Store.EnsureAsync(
            [CalendarStore.Collection, CalendarStore.Versions, SlaPolicies.Collection],
            CancellationToken.None
        );
        var time = _rig.Get<TimeProvider>();
        await new FirstCalendar(_rig.Store, new IdAllocator(_rig.Store, time), time).RunAsync(
            CancellationToken.None
        );
        return new Calendars(_rig.Store, time);
    }

    /// <summary>The company's calendar, and business time by it.</summary>
    private sealed class Calendars(IDocumentStore store, TimeProvider time)
    {
        private readonly CalendarCache _cache = new(store, time);

        public IBusinessTime Time =>
            new BusinessClocks(
                new BusinessTimes(store, _cache),
                new SlaPolicyCache(store, time),
                time
            );

        public async Task RedefineAsync(Func<WeeklyHours, WeeklyHours> change, Instant from)
        {
            var current = (
                await store.FirstAsync(
                    CalendarStore.Collection,
                    Filter.Everything,
                    CancellationToken.None
                )
            )!;
            var next = current with
            {
                Version = current.Version + 1,
                CalendarVersion = current.CalendarVersion + 1,
                EffectiveFrom = from,
                Week = change(current.Week),
            };
            var batch = new WriteBatch()
                .Replace(CalendarStore.Collection, next)
                .Insert(CalendarStore.Versions, next.ToVersion());
            Assert.True((await store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
            _cache.Evict();
        }
    }

    private async Task<int> SweepAsync(IBusinessTime? time = null)
    {
        var pages = new SweepPages(
            _rig.Store,
            _rig.Get<IEventDispatcher>(),
            _rig.Get<TimeProvider>()
        );
        return (
            await new StageAgeRounds(
                _rig.Get<WorkflowCache>(),
                time ?? _rig.Get<IBusinessTime>()
            ).MarkAsync(pages, CancellationToken.None)
        ).Count;
    }

    private async Task<IReadOnlyList<string>> PublishedAsync() =>
        [
            .. (await _rig.Store.EventsAsync(SlaEventTypes.Breached))
                .OrderBy(e => e.CreatedAt)
                .Select(e =>
                    $"{e.Data!.Value.GetProperty("stage")} {e.Data.Value.GetProperty("visit")}"
                ),
        ];
}
