using KoSales.Domain.Agents;
using KoSales.Domain.Leads;
using KoSales.Functions.Leads.Bulk;
using KoSales.Tests.Flows;
using KoSales.Tests.Leads;
using NodaTime;

namespace KoSales.Tests.Assignment;

public sealed class AutoAssignTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();
    private int _phones;

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_new_lead_gets_an_owner_with_pipeline_tasks_and_load_in_one_go()
    {
        var agent = await _rig.AgentAsync();
        var taken = await CreateAsync();
        var lead = await _rig.LoadAsync(taken.Lead.Id);
        Assert.Equal(
            (agent, new LeadAssignment(AssignmentMode.Auto), 1),
            (lead.OwnerId, lead.Assignment, lead.Version)
        );
        Assert.Equal(
            (agent, agent),
            ((await _rig.PipelineAsync(lead)).OwnerId, (await _rig.OpenAsync(lead)).OwnerId)
        );
        Assert.Equal(
            (1, 1),
            ((await _rig.LoadAsync(agent)).OpenLeads, (await _rig.LoadAsync(agent)).OpenTasks)
        );
        await _rig.AssertCountedAsync();
    }

    [Fact]
    public async Task Over_a_day_everybody_gets_what_the_weights_ask_for()
    {
        string[] agents =
        [
            await _rig.AgentAsync(),
            await _rig.AgentAsync(a => a with { Capacity = new Capacity { Weight = 2 } }),
            await _rig.AgentAsync(a => a with { Capacity = new Capacity { Weight = 0.5m } }),
        ];
        for (var i = 0; i < 35; i++)
            await CreateAsync();
        int[] given =
        [
            (await _rig.LoadAsync(agents[0])).OpenLeads,
            (await _rig.LoadAsync(agents[1])).OpenLeads,
            (await _rig.LoadAsync(agents[2])).OpenLeads,
        ];
        Assert.Equal([10, 20, 5], given);
    }

    [Fact]
    public async Task Only_who_serves_such_a_lead_is_there_and_has_room_gets_it()
    {
        await _rig.AgentAsync(a => a with { Skills = new Skills { States = ["27"] } });
        await _rig.AgentAsync(a => a with { Status = AgentStatus.OnLeave });
        await _rig.AgentAsync(a => a with { Capacity = new Capacity { MaxOpenLeads = 0 } });
        await _rig.AgentAsync(team: "TM-2");
        var able = await _rig.AgentAsync(a =>
            a with
            {
                Skills = new Skills { States = ["23"] },
                Capacity = new Capacity { DailyLimit = 1 },
            }
        );
        Assert.Equal(able, (await CreateAsync()).Lead.OwnerId);
        var left = await CreateAsync();
        Assert.Equal((null, "assignment.nobody"), (left.Lead.OwnerId, left.Warnings.Single().Code));
    }

    [Fact]
    public async Task Limits_hold_when_many_come_at_once()
    {
        var agent = await _rig.AgentAsync(a =>
            a with
            {
                Capacity = new Capacity { MaxOpenLeads = 5 },
            }
        );
        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(CreateAsync)));
        Assert.Equal(5, taken.Count(t => t.Lead.OwnerId == agent));
        Assert.Equal(5, (await _rig.LoadAsync(agent)).OpenLeads);
    }

    [Fact]
    public async Task A_person_known_before_goes_to_who_knew_them()
    {
        string[] agents =
        [
            await _rig.AgentAsync(),
            await _rig.AgentAsync(),
            await _rig.AgentAsync(),
        ];
        var first = await CreateAsync("9811111111");
        await _rig.Desk.LoseAsync(first.Lead.Id, "no money", _rig.Act, CancellationToken.None);
        _rig.Now += Duration.FromDays(40);
        var again = await CreateAsync("9811111111");
        Assert.Equal(first.Lead.OwnerId, again.Lead.OwnerId);
        Assert.Contains(again.Lead.OwnerId, agents);
    }

    [Fact]
    public async Task Without_being_asked_a_lead_waits_in_the_pool()
    {
        await _rig.AgentAsync();
        Assert.Null((await _rig.LeadAsync()).OwnerId);
    }

    private Task<LeadTaken> CreateAsync() =>
        CreateAsync($"98{Interlocked.Increment(ref _phones):00000000}");

    private async Task<LeadTaken> CreateAsync(string phone)
    {
        var taken = await _rig.Intake.CreateAsync(
            LeadSamples.Input with
            {
                Phone = phone,
                Email = null,
            },
            new IntakePolicy(DuplicatePolicy.Fail, Assigns: true),
            _rig.Act,
            CancellationToken.None
        );
        return taken.Value;
    }
}
