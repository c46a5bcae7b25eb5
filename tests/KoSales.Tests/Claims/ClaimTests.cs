using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Functions.Claims;
using KoSales.Functions.Tasks;
using KoSales.Tests.Assignment;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Claims;

public sealed class ClaimTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_lead_whose_task_is_due_first_is_handed_out_first_then_by_score_and_age()
    {
        var agent = await AgentAsync();
        var late = await _rig.LeadAsync();
        await DueAsync(late, Duration.FromHours(5));
        var soon = await _rig.LeadAsync();
        await DueAsync(soon, Duration.FromMinutes(5));
        var (low, high, older) = (
            await NoTaskAsync(10),
            await NoTaskAsync(70),
            await NoTaskAsync(10)
        );
        await SetAsync(older, "created_at", JsonText.Of(_rig.Now - Duration.FromDays(1)));
        List<string> order = [];
        while (await ClaimAsync(agent) is { IsRefused: false } claimed)
            order.Add(claimed.Value.Lead.Key);
        Assert.Equal([soon.Key, late.Key, high.Key, older.Key, low.Key], order);
        Assert.Equal("claim.nothing_left", (await ClaimAsync(agent)).Faults.Single().Code);
    }

    [Fact]
    public async Task A_lead_whose_task_an_escalation_gave_to_somebody_is_still_the_most_urgent()
    {
        var (agent, boss) = (await AgentAsync(), await _rig.AgentAsync());
        var later = await _rig.LeadAsync();
        await DueAsync(later, Duration.FromMinutes(30));
        var urgent = await _rig.LeadAsync();
        await DueAsync(urgent, Duration.FromMinutes(-30));
        var task = await _rig.OpenAsync(urgent);
        var call = new Domain.Tasks.TaskCall(
            _rig.Act,
            await _rig.Get<ISlaClocks>().TimesAsync(task.Sla?.Clock, CancellationToken.None)
        );
        var lent = Domain
            .Tasks.Escalation.Escalate(
                task,
                1,
                Domain.Tasks.EscalationAction.ReassignManager,
                new Domain.Tasks.TaskHolder(boss, "TM-1"),
                call
            )
            .Value;
        await _rig.CommitAsync(new WriteBatch().AddChange(task, lent, _rig.Act));
        await DueAsync(urgent, Duration.FromMinutes(-30));
        var claimed = (await ClaimAsync(agent)).Value;
        Assert.Equal(
            (urgent.Id, agent.Id),
            (claimed.Lead.Id, (await _rig.OpenAsync(urgent)).OwnerId)
        );
        Assert.Equal(
            "tasks_lent",
            await _rig.Store.ExplainAsync(ClaimPool.LentTasks, CancellationToken.None)
        );
    }

    [Fact]
    public async Task No_two_agents_get_the_same_lead()
    {
        const int Leads = 12;
        for (var i = 0; i < Leads; i++)
            await _rig.LeadAsync();
        var agents = new List<Actor>();
        for (var i = 0; i < 6; i++)
            agents.Add(await AgentAsync());
        var claims = await Task.WhenAll(
            agents.SelectMany(a =>
                Enumerable.Range(0, 4).Select(_ => Task.Run(() => ClaimAsync(a)))
            )
        );
        var taken = claims.Where(c => !c.IsRefused).Select(c => c.Value.Lead).ToList();
        Assert.Equal((Leads, Leads), (taken.Count, taken.Select(l => l.Id).Distinct().Count()));
        foreach (var lead in taken)
            Assert.Equal(lead.OwnerId, (await _rig.LoadAsync(lead.Id)).OwnerId);
        await _rig.AssertCountedAsync();
    }

    [Theory]
    [InlineData(3, 29, false)]
    [InlineData(3, 30, true)]
    [InlineData(15, 29, true)]
    [InlineData(15, 30, false)]
    public async Task Leads_are_handed_out_within_the_calling_hours_only(
        int hourUtc,
        int minute,
        bool allowed
    )
    {
        var agent = await AgentAsync();
        await _rig.LeadAsync();
        _rig.Now = Instant.FromUtc(2026, 3, 5, hourUtc, minute);
        var claimed = await ClaimAsync(agent);
        Assert.Equal(allowed, !claimed.IsRefused);
        if (!allowed)
            Assert.Equal("claim.outside_calling_hours", claimed.Faults.Single().Code);
    }

    [Fact]
    public async Task Who_is_full_or_away_gets_none()
    {
        await _rig.LeadAsync();
        await _rig.LeadAsync();
        var full = await AgentAsync(a => a with { Capacity = new Capacity { MaxOpenLeads = 1 } });
        Assert.False((await ClaimAsync(full)).IsRefused);
        Assert.Equal(("claim.not_eligible", "open_work_limit"), Refusal(await ClaimAsync(full)));
        var away = await AgentAsync(a => a with { Status = AgentStatus.OnLeave });
        Assert.Equal(("claim.not_eligible", "on_leave"), Refusal(await ClaimAsync(away)));
        var limited = await AgentAsync(a => a with { Capacity = new Capacity { DailyLimit = 0 } });
        Assert.Equal(("claim.not_eligible", "daily_limit"), Refusal(await ClaimAsync(limited)));
    }

    [Fact]
    public async Task An_agents_limit_holds_also_when_they_ask_twice_at_once()
    {
        for (var i = 0; i < 6; i++)
            await _rig.LeadAsync();
        var agent = await AgentAsync(a => a with { Capacity = new Capacity { MaxOpenLeads = 2 } });
        var claims = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => ClaimAsync(agent)))
        );
        Assert.Equal(2, claims.Count(c => !c.IsRefused));
        Assert.Equal(2, (await _rig.LoadAsync(agent.Id)).OpenLeads);
    }

    [Fact]
    public async Task Other_teams_leads_and_those_who_want_no_contact_are_not_handed_out()
    {
        var stranger = new Actor(await _rig.AgentAsync(team: "TM-2"), [Role.Agent], "TM-2");
        var lead = await _rig.LeadAsync();
        Assert.Equal("claim.nothing_left", (await ClaimAsync(stranger)).Faults.Single().Code);
        await SetAsync(lead, "do_not_contact", "true");
        Assert.Equal(
            "claim.nothing_left",
            (await ClaimAsync(await AgentAsync())).Faults.Single().Code
        );
    }

    [Fact]
    public async Task An_untouched_lead_goes_back_to_its_pool_after_an_hour_of_business()
    {
        var agent = await AgentAsync();
        var lead = await _rig.LeadAsync();
        var claimed = (await ClaimAsync(agent)).Value;
        Assert.Equal(_rig.Now + Duration.FromHours(1), claimed.LeaseUntil);
        Assert.Equal(agent.Id, (await _rig.OpenAsync(lead)).OwnerId);
        _rig.Now += Duration.FromMinutes(59);
        Assert.Equal(0, await ReturnAsync());
        _rig.Now += Duration.FromMinutes(1);
        Assert.Equal(1, await ReturnAsync());
        var back = await _rig.LoadAsync(lead.Id);
        Assert.Equal(
            (null, "TM-1", null),
            (back.OwnerId, back.TeamId, (await _rig.OpenAsync(lead)).OwnerId)
        );
        Assert.Contains(await _rig.TimelineAsync(lead.Id), e => e.Summary == "lead.claim_returned");
        Assert.Equal(0, await ReturnAsync());
        Assert.Equal(0, (await _rig.LoadAsync(agent.Id)).OpenLeads);
        Assert.False((await ClaimAsync(await AgentAsync())).IsRefused);
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task A_lead_that_the_agent_works_stays()
    {
        var agent = await AgentAsync();
        var lead = await _rig.LeadAsync();
        await ClaimAsync(agent);
        _rig.Now += Duration.FromMinutes(10);
        await _rig.Get<TaskDesk>()
            .StartAsync((await _rig.OpenAsync(lead)).Key, _rig.By(agent), CancellationToken.None);
        _rig.Now += Duration.FromHours(2);
        Assert.Equal(0, await ReturnAsync());
        Assert.Equal(agent.Id, (await _rig.LoadAsync(lead.Id)).OwnerId);
        Assert.Null(await _rig.Store.FindAsync(Claim.Collection, lead.Key, CancellationToken.None));
    }

    [Fact]
    public async Task A_lead_given_to_somebody_else_meanwhile_stays_with_them()
    {
        var lead = await _rig.LeadAsync();
        await ClaimAsync(await AgentAsync());
        var other = await _rig.AgentAsync();
        await _rig.AssignAsync(lead, other);
        _rig.Now += Duration.FromHours(2);
        Assert.Equal(0, await ReturnAsync());
        Assert.Equal(other, (await _rig.LoadAsync(lead.Id)).OwnerId);
    }

    [Fact]
    public async Task A_claim_that_goes_back_untouched_gives_the_daily_limit_back()
    {
        var agent = await AgentAsync(a => a with { Capacity = new Capacity { DailyLimit = 1 } });
        await _rig.LeadAsync();
        await _rig.LeadAsync();
        Assert.False((await ClaimAsync(agent)).IsRefused);
        Assert.Equal(("claim.not_eligible", "daily_limit"), Refusal(await ClaimAsync(agent)));
        _rig.Now += Duration.FromHours(2);
        Assert.Equal(1, await ReturnAsync());
        Assert.False((await ClaimAsync(agent)).IsRefused);
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Pools_are_read_in_order_of_an_index()
    {
        foreach (var pool in ClaimPool.PoolsOf(new Actor("A0-1", [Role.Manager], "TM-1")))
        {
            Assert.Equal(
                "tasks_pool",
                await _rig.Store.ExplainAsync(ClaimPool.TasksOf(pool), CancellationToken.None)
            );
            Assert.Equal(
                "leads_pool",
                await _rig.Store.ExplainAsync(ClaimPool.LeadsOf(pool), CancellationToken.None)
            );
        }

        Assert.Equal(
            "claims_lease",
            await _rig.Store.ExplainAsync(ClaimReturns.Over(_rig.Now), CancellationToken.None)
        );
    }

    private static (string, string) Refusal(Verdict<ClaimTaken> refused) =>
        (refused.Faults.Single().Code, refused.Faults.Single().Facts!["reasons"].ToString());

    private async Task<Actor> AgentAsync(Func<Agent, Agent>? shape = null) =>
        new(await _rig.AgentAsync(shape), [Role.Agent], "TM-1");

    private Task<Verdict<ClaimTaken>> ClaimAsync(Actor actor) =>
        _rig.Get<ClaimDesk>().NextAsync(_rig.By(actor), CancellationToken.None);

    private Task<int> ReturnAsync() => _rig.Get<ClaimReturns>().RunAsync(CancellationToken.None);

    private async Task DueAsync(Lead lead, Duration within)
    {
        var due = new Patch(_rig.Now, "system")
        {
            Set = new Dictionary<string, string?> { ["due_at"] = JsonText.Of(_rig.Now + within) },
        };
        await _rig.CommitAsync(
            new WriteBatch().Patch(
                Domain.Tasks.SalesTasks.Collection,
                Domain.Filters.Filter.Eq("entity_ref.id", lead.Key),
                due,
                expected: 1
            )
        );
    }

    private async Task<Lead> NoTaskAsync(int score)
    {
        var lead = await _rig.LeadAsync();
        await _rig.Get<TaskDesk>()
            .CancelAsync(
                (await _rig.OpenAsync(lead)).Key,
                new TaskReason(),
                _rig.By(Admin),
                CancellationToken.None
            );
        await SetAsync(
            lead,
            "score",
            score.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        return lead;
    }

    private async Task SetAsync(Lead lead, string field, string json) =>
        await _rig.CommitAsync(
            new WriteBatch().Patch(
                LeadStore.Collection,
                Domain.Filters.Filter.Eq("id", lead.Key),
                new Patch(_rig.Now, "system")
                {
                    Set = new Dictionary<string, string?> { [field] = json },
                },
                expected: 1
            )
        );
}
