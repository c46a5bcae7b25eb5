using KoSales.Domain.Calendars;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Domain.Timeline;
using KoSales.Tests.Sla;
using NodaTime;

namespace KoSales.Tests.Leads.Parts;

public sealed class LeadClockTests : IAsyncLifetime
{
    private SlaRig _rig = null!;
    private int _last;

    public async Task InitializeAsync() => _rig = await SlaRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_first_response_is_warned_of_then_breached_and_each_is_told_once()
    {
        var lead = await NewAsync();
        Assert.Equal(
            (
                60,
                SlaRig.Morning + Duration.FromMinutes(60),
                SlaRig.Morning + Duration.FromMinutes(45)
            ),
            (lead.FirstResponse!.TargetMinutes, lead.FirstResponse.DueAt, lead.FirstResponse.NextAt)
        );
        Assert.Equal(0, await SweepAsync(44));
        Assert.Equal(1, await SweepAsync(1));
        Assert.Equal(0, await SweepAsync(10));
        Assert.Equal(1, await SweepAsync(30));
        Assert.Equal(0, await SweepAsync(600));
        var clock = (await LoadAsync(lead)).FirstResponse!;
        Assert.Equal(
            (clock.DueAt, SlaRig.Morning + Duration.FromMinutes(85), null),
            (clock.BreachedAt, clock.DetectedAt, clock.NextAt)
        );
        Assert.Equal(["first_response 75"], await PublishedAsync(SlaEventTypes.Warning));
        Assert.Equal(["first_response "], await PublishedAsync(SlaEventTypes.Breached));
    }

    [Theory]
    [InlineData(60, true, 60)]
    [InlineData(61, false, 61)]
    [InlineData(-5, true, 0)]
    public async Task An_answer_up_to_the_due_instant_meets_it(int after, bool met, int used)
    {
        var lead = await NewAsync();
        var at = _rig.Clock.Now + Duration.FromMinutes(after);

        var answered = await _rig.Leads.RespondAsync(lead, at, CancellationToken.None);

        var clock = answered.FirstResponse!;
        Assert.Equal(
            (met, used, null, met ? null : clock.DueAt),
            (clock.Met, clock.UsedMinutes, clock.NextAt, clock.BreachedAt)
        );
        Assert.Equal(at, answered.FirstResponseAt);
        Assert.Equal(
            answered,
            await _rig.Leads.RespondAsync(
                answered,
                at + Duration.FromHours(1),
                CancellationToken.None
            )
        );
    }

    [Fact]
    public async Task Missed_calls_are_one_clock_that_a_connected_call_stops_and_the_next_missed_one_starts_anew()
    {
        var start = _rig.Clock.Now;
        var missed = await _rig.Leads.MissCallAsync(
            await NewAsync(),
            start,
            CancellationToken.None
        );
        missed = await _rig.Leads.MissCallAsync(
            missed,
            start + Duration.FromMinutes(20),
            CancellationToken.None
        );
        Assert.Equal(
            (start, start + Duration.FromMinutes(30)),
            (missed.CallBack!.StartedAt, missed.CallBack.DueAt)
        );

        var called = await _rig.Leads.CallBackAsync(
            missed,
            start + Duration.FromMinutes(25),
            CancellationToken.None
        );
        Assert.Equal((true, 25), (called.CallBack!.Met, called.CallBack.UsedMinutes));
        Assert.Equal(
            called,
            await _rig.Leads.CallBackAsync(
                called,
                start + Duration.FromMinutes(90),
                CancellationToken.None
            )
        );

        var again = await _rig.Leads.MissCallAsync(
            called,
            start + Duration.FromMinutes(40),
            CancellationToken.None
        );
        Assert.Equal(
            (start + Duration.FromMinutes(40), null),
            (again.CallBack!.StartedAt, again.CallBack.Met)
        );
    }

    [Fact]
    public async Task A_call_that_nobody_returned_is_told_of_by_the_sweep()
    {
        var lead = await SaveAsync(
            await _rig.Leads.MissCallAsync(await NewAsync(), _rig.Clock.Now, CancellationToken.None)
        );
        await SweepAsync(31);
        Assert.Equal(lead.CallBack!.DueAt, (await LoadAsync(lead)).CallBack!.BreachedAt);
        Assert.Equal(["call_back "], await PublishedAsync(SlaEventTypes.Breached));
    }

    [Fact]
    public async Task A_call_that_nobody_returned_is_in_the_timeline_once()
    {
        var lead = await SaveAsync(
            await _rig.Leads.MissCallAsync(await NewAsync(), _rig.Clock.Now, CancellationToken.None)
        );

        await SweepAsync(31);
        await SweepAsync(10);

        var entries = await _rig.Store.ListAsync(
            Activities.Collection,
            new Query(Activities.Collection, Filter.Eq("entity.id", lead.Key)),
            CancellationToken.None
        );
        var entry = Assert.Single(entries, e => e.Summary == "lead.call_back_breached");
        Assert.Equal(TimelineKind.Status, entry.Kind);
        Assert.Equal(
            ("due_at", InstantConverter.Write(lead.CallBack!.DueAt)),
            (Assert.Single(entry.Changes).Field, entry.Changes[0].New)
        );
    }

    [Fact]
    public async Task Nobody_waits_for_a_lead_that_has_ended()
    {
        var lead = await NewAsync();
        await SaveAsync(lead with { Status = LeadStatus.Lost });
        Assert.Equal(1, await SweepAsync(120));
        Assert.Equal(
            (null, null),
            (
                (await LoadAsync(lead)).FirstResponse!.BreachedAt,
                (await LoadAsync(lead)).FirstResponse!.NextAt
            )
        );
        Assert.Empty(await PublishedAsync(SlaEventTypes.Breached));
        Assert.Equal(0, await SweepAsync(1));
    }

    [Fact]
    public async Task No_minutes_and_no_policy_is_no_clock()
    {
        _rig.Settings.FirstResponseMinutes = 0;
        Assert.Null((await NewAsync()).FirstResponse);
    }

    [Fact]
    public async Task A_named_policy_gives_target_and_warnings()
    {
        var policy = new SlaPolicy
        {
            Id = SlaPolicyId.Of("SLA-7"),
            Name = "Fast",
            TargetMinutes = new PriorityTargets(Normal: 20),
            WarnAtPercent = [50, 90],
            CreatedAt = SlaRig.Morning,
            UpdatedAt = SlaRig.Morning,
        };
        await _rig.Store.CommitAsync(
            new WriteBatch().Insert(SlaPolicies.Collection, policy),
            CancellationToken.None
        );
        _rig.Policies.Evict();
        _rig.Settings.FirstResponsePolicyId = "SLA-7";
        var clock = (await NewAsync()).FirstResponse!;
        Assert.Equal(
            ("SLA-7", 20, SlaRig.Morning + Duration.FromMinutes(10)),
            (clock.PolicyId, clock.TargetMinutes, clock.NextAt)
        );
        await SweepAsync(19);
        Assert.Equal(["first_response 90"], await PublishedAsync(SlaEventTypes.Warning));
    }

    [Fact]
    public async Task A_change_of_the_calendar_moves_the_due_instant_of_a_running_clock()
    {
        var lead = await NewAsync();
        await _rig.NewClocks().FollowAsync(CancellationToken.None);
        _rig.Clock.Advance(TimeSpan.FromMinutes(30));
        await CloseTodayAsync();
        Assert.Equal(1, await _rig.NewClocks().FollowAsync(CancellationToken.None));

        var clock = (await LoadAsync(lead)).FirstResponse!;
        Assert.Equal(Instant.FromUtc(2026, 3, 5, 4, 30), clock.DueAt);
        Assert.Equal(ClockEvent.Calendar, Assert.Single(clock.Changes!).Event);
        Assert.Equal(0, await SweepAsync(60));
        Assert.Equal(
            60,
            (
                await _rig.Leads.RespondAsync(
                    await LoadAsync(lead),
                    clock.DueAt,
                    CancellationToken.None
                )
            )
                .FirstResponse!
                .UsedMinutes
        );
    }

    /// <summary>From now on this Wednesday is a holiday.</summary>
    private async Task CloseTodayAsync()
    {
        var calendar = Assert.Single(
            await _rig.Store.ListAsync(
                CalendarStore.Collection,
                new Query(CalendarStore.Collection, Domain.Filters.Filter.Everything) { Limit = 2 },
                CancellationToken.None
            )
        );
        var closed = calendar with
        {
            Holidays = [new Holiday(new LocalDate(2026, 3, 4))],
            CalendarVersion = 2,
            EffectiveFrom = _rig.Clock.Now,
            Version = calendar.Version + 1,
        };
        await _rig.Store.CommitAsync(
            new WriteBatch()
                .Replace(CalendarStore.Collection, closed)
                .Insert(CalendarStore.Versions, closed.ToVersion()),
            CancellationToken.None
        );
        _rig.Cache.Evict();
    }

    private async Task<int> SweepAsync(int minutes)
    {
        _rig.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return (await _rig.SweepAsync()).Others;
    }

    private async Task<IReadOnlyList<string>> PublishedAsync(string type) =>
        [
            .. (await _rig.EventsAsync(type)).Select(e =>
                $"{e.Data!.Value.GetProperty("clock").GetString()} {(e.Data.Value.TryGetProperty("percent", out var percent) ? percent : default)}"
            ),
        ];

    private async Task<Lead> NewAsync()
    {
        var number = ++_last;
        var bare = new Lead
        {
            Id = LeadId.Of($"K0-{100_000 + number}"),
            PiiId = $"PII-{number}",
            DisplayName = "R*** P***",
            Kind = BuyerKind.Farmer,
            Source = new LeadSource(SourceChannel.Website),
            CreatedAt = _rig.Clock.Now,
            UpdatedAt = _rig.Clock.Now,
        };
        var lead = await _rig.Leads.BeginAsync(bare, _rig.Clock.Now, CancellationToken.None);
        Assert.True(
            (
                await _rig.Store.CommitAsync(
                    new WriteBatch().Insert(LeadStore.Collection, lead),
                    CancellationToken.None
                )
            ).IsCommitted
        );
        return lead;
    }

    private async Task<Lead> SaveAsync(Lead lead)
    {
        var next = lead with { Version = lead.Version + 1 };
        Assert.True(
            (
                await _rig.Store.CommitAsync(
                    new WriteBatch().Replace(LeadStore.Collection, next),
                    CancellationToken.None
                )
            ).IsCommitted
        );
        return next;
    }

    private async Task<Lead> LoadAsync(Lead lead) =>
        (await _rig.Store.FindAsync(LeadStore.Collection, lead.Id.Value, CancellationToken.None))!;
}
