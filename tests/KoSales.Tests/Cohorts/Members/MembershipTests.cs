using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Cohorts.Members;

namespace KoSales.Tests.Cohorts.Members;

public sealed class MembershipTests : IAsyncLifetime
{
    private const string Dealers = """{"field": "kind", "op": "eq", "value": "dealer"}""";

    private readonly CohortRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_new_cohort_holds_what_its_rule_matches()
    {
        var (dealer, _) = (await DealerAsync(), await _rig.LeadAsync());
        var cohort = await _rig.CohortAsync(Dealers);
        Assert.Equal([dealer.Key], await _rig.MembersAsync(cohort));
        Assert.Equal(["kind"], cohort.DependsOn);
        var figures = await _rig.Cohorts.FiguresAsync(cohort.Key, CancellationToken.None);
        Assert.Equal((cohort.Ruling, 1L), (figures.EvaluatedRuling, figures.Size));
    }

    [Fact]
    public async Task A_lead_joins_and_leaves_with_its_changes_however_often_the_events_come()
    {
        var cohort = await _rig.CohortAsync(Dealers);
        var lead = await DealerAsync();
        await _rig.DeliverAsync(times: 2);
        Assert.Equal([lead.Key], await _rig.MembersAsync(cohort));
        await EditAsync(lead, """{"kind": "farmer"}""");
        await _rig.DeliverAsync(times: 2);
        Assert.Empty(await _rig.MembersAsync(cohort));
        var period = Assert.Single(await _rig.AllAsync(MembershipPeriod.Collection));
        Assert.Equal(
            (cohort.Key, lead.Key, MemberSource.Rule),
            (period.CohortId, period.EntityId, period.Source)
        );
    }

    [Fact]
    public async Task A_change_of_fields_that_no_rule_mentions_asks_no_cohort()
    {
        await _rig.CohortAsync(Dealers);
        var index = (await _rig.Cache.CurrentAsync(CancellationToken.None)).Of(EntityKind.Lead);
        Assert.True(index.Touched(["crops", "address.district"]).IsEmpty);
        Assert.False(index.Touched(["crops", "kind"]).IsEmpty);
        Assert.False(index.Touched(null).IsEmpty);
    }

    [Fact]
    public async Task A_deleted_lead_leaves_and_a_restored_one_joins_again()
    {
        var cohort = await _rig.CohortAsync(Dealers);
        var lead = await DealerAsync();
        await _rig.DeliverAsync();
        await _rig.Desk.DeleteAsync(lead.Id, null, _rig.Now, CancellationToken.None);
        await _rig.DeliverAsync();
        Assert.Empty(await _rig.MembersAsync(cohort));
        await _rig.Desk.RestoreAsync(lead.Id, _rig.Now, CancellationToken.None);
        await _rig.DeliverAsync();
        Assert.Equal([lead.Key], await _rig.MembersAsync(cohort));
    }

    [Fact]
    public async Task Members_of_a_day_are_those_who_were_in_at_its_end()
    {
        var cohort = await _rig.CohortAsync(Dealers);
        var (leaver, stayer) = (await DealerAsync(), await DealerAsync());
        await _rig.DeliverAsync();
        var then = _rig.Clock.Now;
        _rig.Clock.Advance(TimeSpan.FromDays(2));
        await EditAsync(leaver, """{"kind": "farmer"}""");
        var late = await DealerAsync();
        await _rig.DeliverAsync();
        Assert.Equal([stayer.Key, late.Key], await _rig.MembersAsync(cohort));
        Assert.Equal([leaver.Key, stayer.Key], await AtAsync(cohort, then));
        Assert.Equal([stayer.Key, late.Key], await AtAsync(cohort, _rig.Clock.Now));
        Assert.Empty(await AtAsync(cohort, then - NodaTime.Duration.FromSeconds(1)));
    }

    [Fact]
    public async Task Pins_win_over_the_rule_and_exclude_over_include()
    {
        var (dealer, farmer, other) = (
            await DealerAsync(),
            await _rig.LeadAsync(),
            await DealerAsync()
        );
        var cohort = await _rig.CohortAsync(
            Dealers,
            body => body with { IncludeIds = [farmer.Key], ExcludeIds = [other.Key] }
        );
        Assert.Equal(CohortMode.Hybrid, cohort.Mode);
        Assert.Equal([dealer.Key, farmer.Key], await _rig.MembersAsync(cohort));
        await PinAsync(cohort, farmer, PinKind.Exclude);
        Assert.Equal([dealer.Key], await _rig.MembersAsync(cohort));
        await SettlePinsAsync(
            cohort,
            await _rig.Cohorts.UnpinAsync(
                cohort.Key,
                new UnpinCohortMembers { Ids = [farmer.Key, other.Key] },
                _rig.Now,
                CancellationToken.None
            ),
            farmer,
            other
        );
        Assert.Equal([dealer.Key, other.Key], await _rig.MembersAsync(cohort));
    }

    [Fact]
    public async Task A_pin_that_expires_counts_no_more_and_goes()
    {
        var farmer = await _rig.LeadAsync();
        var cohort = await _rig.CohortAsync(null, body => body with { IncludeIds = [] });
        Assert.Equal(CohortMode.Static, cohort.Mode);
        await PinAsync(
            cohort,
            farmer,
            PinKind.Include,
            _rig.Clock.Now + NodaTime.Duration.FromHours(1)
        );
        Assert.Equal([farmer.Key], await _rig.MembersAsync(cohort));
        await _rig.TurnAsync();
        Assert.Equal([farmer.Key], await _rig.MembersAsync(cohort));
        _rig.Clock.Advance(TimeSpan.FromHours(1));
        await _rig.TurnAsync();
        Assert.Empty(await _rig.MembersAsync(cohort));
        await _rig.Get<CohortKeeper>().LookAsync(CancellationToken.None);
        Assert.Empty((await _rig.LoadAsync(cohort)).Pins);
        Assert.Empty(await _rig.AllAsync(CohortReevaluation.Collection));
    }

    [Fact]
    public async Task Time_alone_lets_leads_join_and_leave()
    {
        var cohort = await _rig.CohortAsync(
            """{"all": [{"field": "created_at", "op": "older_than", "value": "2d"}, {"not": {"field": "created_at", "op": "older_than", "value": "5d"}}]}"""
        );
        var lead = await _rig.LeadAsync();
        await _rig.DeliverAsync();
        Assert.Empty(await _rig.MembersAsync(cohort));
        _rig.Clock.Advance(TimeSpan.FromDays(2) + TimeSpan.FromMilliseconds(1));
        await _rig.TurnAsync();
        Assert.Equal([lead.Key], await _rig.MembersAsync(cohort));
        _rig.Clock.Advance(TimeSpan.FromDays(3));
        await _rig.TurnAsync();
        Assert.Empty(await _rig.MembersAsync(cohort));
        Assert.Empty(await _rig.AllAsync(CohortReevaluation.Collection));
    }

    [Fact]
    public async Task Members_of_members_follow_in_the_same_breath()
    {
        var dealers = await _rig.CohortAsync(Dealers);
        var hot = await _rig.CohortAsync(
            $$"""{"all": [{{In(dealers)}}, {"field": "tags", "op": "contains_any", "value": ["hot"]}]}"""
        );
        var others = await _rig.CohortAsync($$"""{"not": {{In(hot)}} }""");
        var lead = await DealerAsync();
        await _rig.DeliverAsync();
        Assert.Equal([lead.Key], await _rig.MembersAsync(dealers));
        Assert.Equal([lead.Key], await _rig.MembersAsync(hot));
        Assert.Empty(await _rig.MembersAsync(others));
        await EditAsync(lead, """{"kind": "farmer"}""");
        await _rig.DeliverAsync();
        Assert.Empty(await _rig.MembersAsync(dealers));
        Assert.Empty(await _rig.MembersAsync(hot));
        Assert.Equal([lead.Key], await _rig.MembersAsync(others));
        Assert.Equal(
            "cohort.in_use",
            (await _rig.Cohorts.DeleteAsync(hot.Key, null, _rig.Now, CancellationToken.None))
                .Faults[0]
                .Code
        );
    }

    private static string In(Cohort cohort) =>
        $$"""{"field": "cohorts", "op": "contains_any", "value": ["{{cohort.Key}}"]}""";

    private Task<Lead> DealerAsync() =>
        _rig.LeadAsync(input => input.With("kind", BuyerKind.Dealer));

    private async Task EditAsync(Lead lead, string patch)
    {
        var edited = await _rig.Desk.EditAsync(
            lead.Id,
            Leads.LeadSamples.Patch(patch),
            _rig.Now,
            CancellationToken.None
        );
        Assert.False(edited.IsRefused);
    }

    private async Task PinAsync(
        Cohort cohort,
        Lead lead,
        PinKind kind,
        NodaTime.Instant? until = null
    )
    {
        var body = new PinCohortMembers
        {
            Ids = [lead.Key],
            Kind = kind,
            Reason = "the dealer asked",
            ExpiresAt = until,
        };
        await SettlePinsAsync(
            cohort,
            await _rig.Cohorts.PinAsync(cohort.Key, body, _rig.Now, CancellationToken.None),
            lead
        );
    }

    private async Task SettlePinsAsync(
        Cohort cohort,
        Domain.Kernel.Verdict<CohortSaved> saved,
        params Lead[] leads
    )
    {
        Assert.Null(saved.Value.Job);
        await _rig.Get<MembershipWriter>()
            .SettleAsync(
                EntityKind.Lead,
                [.. leads.Select(l => l.Key)],
                index => index.Of([cohort.Key]),
                "test",
                CancellationToken.None
            );
    }

    private async Task<IReadOnlyList<string>> AtAsync(Cohort cohort, NodaTime.Instant at) =>
        [
            .. (
                await _rig.Get<CohortMembers>()
                    .PageAtAsync(cohort.Key, at, new MemberPage(null, 100), CancellationToken.None)
            ).Select(m => m.EntityId),
        ];
}
