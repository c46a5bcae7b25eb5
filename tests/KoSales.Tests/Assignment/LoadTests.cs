using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Assignment;
using KoSales.Functions.Assignment.Loads;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Assignment;

public sealed class LoadTests(FlowRig rig) : IClassFixture<FlowRig>
{
    private static readonly string[] Stages = ["new", "contacted", "qualified", "nurture", "lost"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_whatever_people_did_the_loads_are_what_is_owned(int seed)
    {
        var random = new Random(seed);
        string[] agents =
        [
            await rig.AgentAsync(),
            await rig.AgentAsync(),
            await rig.AgentAsync(team: "TM-2"),
        ];
        List<Lead> leads = [await rig.LeadAsync(), await rig.LeadAsync(), await rig.LeadAsync()];
        for (var step = 0; step < 120; step++)
        {
            rig.Now += Duration.FromMinutes(random.Next(1, 40));
            await ActAsync(random, leads, agents[random.Next(agents.Length)]);
            await rig.AssertCountedAsync();
        }

        Assert.Contains(
            await Task.WhenAll(agents.Select(a => rig.LoadAsync(a))),
            load => load.OpenTasks > 0
        );
    }

    [Fact]
    public async Task Where_nobody_is_concerned_nothing_is_counted()
    {
        var batch = new WriteBatch();
        var lead = await rig.LeadAsync();
        batch.CountLead(null, lead, rig.Act).CountTask(null, await rig.OpenAsync(lead), rig.Act);
        Assert.Empty(batch.Operations);
    }

    [Fact]
    public void Counts_of_one_agent_are_one_write_and_none_when_they_come_to_nothing()
    {
        var command = new Command(Admin, FlowRig.Start, "test");
        var batch = new WriteBatch()
            .Count("A0-1", new LoadDelta(Tasks: -1), command)
            .Count("A0-1", new LoadDelta(Tasks: 1), command);
        Assert.Empty(batch.Operations);
        batch
            .Count("A0-1", new LoadDelta(Leads: 2, Given: 2), command)
            .Append(new WriteBatch().Count("A0-1", new LoadDelta(Leads: 1, Given: 1), command));
        var patch = Assert.Single(batch.Operations.OfType<WriteOperation.PatchWhere>());
        Assert.Equal(
            (3, 3),
            (
                (int)patch.Patch.Increment["open_leads"],
                (int)patch.Patch.Increment["assigned.d20260304"]
            )
        );
    }

    [Fact]
    public async Task Leads_given_count_for_the_day_in_India()
    {
        var agent = await rig.AgentAsync();
        rig.Now = Instant.FromUtc(2026, 3, 4, 18, 0);
        await rig.AssignAsync(await rig.LeadAsync(), agent);
        rig.Now = Instant.FromUtc(2026, 3, 4, 19, 0);
        await rig.AssignAsync(await rig.LeadAsync(), agent);
        var load = await rig.LoadAsync(agent);
        Assert.Equal(
            (1, 1, 2),
            (
                load.GivenOn(new LocalDate(2026, 3, 4)),
                load.GivenOn(new LocalDate(2026, 3, 5)),
                load.OpenLeads
            )
        );
        Assert.Equal(rig.Now, load.LastAssignedAt);
    }

    [Fact]
    public async Task Counts_of_days_long_past_are_taken_out()
    {
        var agent = await rig.AgentAsync();
        await rig.AssignAsync(await rig.LeadAsync(), agent);
        rig.Now += Duration.FromDays(8);
        await rig.AssignAsync(await rig.LeadAsync(), agent);
        Assert.Equal(2, (await rig.LoadAsync(agent)).Assigned.Count);
        Assert.True(await rig.Get<LoadAudit>().PruneAsync(rig.Act, CancellationToken.None) > 0);
        Assert.Equal(
            (1, 2),
            (
                (await rig.LoadAsync(agent)).Assigned.Single().Value,
                (await rig.LoadAsync(agent)).OpenLeads
            )
        );
        Assert.Equal(0, await rig.Get<LoadAudit>().PruneAsync(rig.Act, CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_load_is_found_and_repaired()
    {
        var agent = await rig.AgentAsync();
        await rig.AssignAsync(await rig.LeadAsync(), agent);
        await rig.CommitAsync(
            new WriteBatch().Count(agent, new LoadDelta(Leads: 5, Tasks: -1), rig.Act)
        );
        var found = Assert.Single(
            await rig.Get<LoadAudit>().RepairAsync(rig.Act, CancellationToken.None)
        );
        Assert.Equal(new LoadViolation(agent, 6, 1, 0, 1), found);
        await rig.AssertCountedAsync();
    }

    private async Task ActAsync(Random random, List<Lead> leads, string agent)
    {
        var lead = leads[random.Next(leads.Count)];
        var (desk, none, by) = (rig.Desk, CancellationToken.None, rig.By(Admin));
        switch (random.Next(14))
        {
            case 0:
                leads.Add(await rig.LeadAsync());
                break;
            case 1 or 2:
                await rig.Get<EntityAssigning<Lead>>()
                    .AssignAsync(
                        lead.Key,
                        new AssignEntity { AgentId = agent, Cascade = SomeCascade(random) },
                        by,
                        none
                    );
                break;
            case 3:
                await rig.Get<EntityAssigning<Lead>>()
                    .AssignAsync(lead.Key, new AssignEntity { TeamId = "TM-1" }, by, none);
                break;
            case 4:
                await rig.Get<EntityAssigning<Lead>>().UndoAsync(lead.Key, false, by, none);
                break;
            case 5:
                await desk.LoseAsync(lead.Id, "no money", by, none);
                break;
            case 6:
                await desk.ReopenAsync(lead.Id, "called", by, none);
                break;
            case 7:
                await desk.DeleteAsync(lead.Id, null, by, none);
                break;
            case 8:
                await desk.RestoreAsync(lead.Id, by, none);
                break;
            case 9:
                await rig.Get<PipelineMover>()
                    .MoveAsync(
                        lead.PipelineId!,
                        new MoveRequest(
                            Stages[random.Next(Stages.Length)],
                            "moved",
                            null,
                            Forced: true
                        ),
                        by,
                        none
                    );
                break;
            case 10:
                await rig.ReconcileAsync(lead);
                break;
            case 11:
                await rig.Get<TaskIntake>()
                    .CreateAsync(
                        new CreateTask
                        {
                            Title = "By hand",
                            EntityRef = new TaskEntity { Type = EntityKind.Lead, Id = lead.Key },
                            OwnerId = agent,
                        },
                        by,
                        none
                    );
                break;
            default:
                await OnTaskAsync(random, lead, agent, by);
                break;
        }
    }

    private async Task OnTaskAsync(Random random, Lead lead, string agent, Command by)
    {
        var tasks = await rig.TasksAsync(lead);
        if (tasks.Count == 0)
            return;
        var (desk, id) = (rig.Get<TaskDesk>(), tasks[random.Next(tasks.Count)].Key);
        switch (random.Next(5))
        {
            case 0:
                await desk.CompleteAsync(
                    id,
                    new CompleteTask { Outcome = "no_answer" },
                    by,
                    CancellationToken.None
                );
                break;
            case 1:
                await desk.CompleteAsync(
                    id,
                    new CompleteTask { Outcome = "connected" },
                    by,
                    CancellationToken.None
                );
                break;
            case 2:
                await desk.CancelAsync(id, new TaskReason(), by, CancellationToken.None);
                break;
            case 3:
                await desk.ReopenAsync(id, new TaskReason(), by, CancellationToken.None);
                break;
            default:
                await desk.ReassignAsync(
                    id,
                    new ReassignTask { AgentId = agent },
                    by,
                    CancellationToken.None
                );
                break;
        }
    }

    private static CascadeBody? SomeCascade(Random random) =>
        random.Next(5) is var policy and < 4
            ? new CascadeBody { Tasks = (RelationPolicy)policy }
            : null;
}
