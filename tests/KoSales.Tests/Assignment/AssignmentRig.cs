using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Assignment.Loads;
using KoSales.Functions.Entities.Handing;
using KoSales.Tests.Flows;

namespace KoSales.Tests.Assignment;

/// <summary>What tests of assignments do with leads, tasks and agents over a real store.</summary>
internal static class AssignmentRig
{
    public static readonly Actor Admin = new("A0-0001", [Role.Admin], null);

    private static int _last = 100;

    /// <summary>An agent of the manager's team.</summary>
    public static async Task<string> AgentAsync(
        this FlowRig rig,
        Func<Agent, Agent>? shape = null,
        string team = "TM-1"
    )
    {
        var n = Interlocked.Increment(ref _last);
        var agent = new Agent
        {
            Id = EntityIds.At<AgentId>(n),
            Name = $"Agent {n}",
            Email = $"a{n}@example.in",
            Roles = [Role.Agent],
            TeamId = TeamId.Of(team),
            CreatedAt = rig.Now,
            UpdatedAt = rig.Now,
        };
        await rig.CommitAsync(
            new WriteBatch().Insert(Agent.Collection, shape is null ? agent : shape(agent))
        );
        return agent.Id.Value;
    }

    public static async Task CommitAsync(this FlowRig rig, WriteBatch batch) =>
        Assert.True((await rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);

    public static Command By(this FlowRig rig, Actor actor) => new(actor, rig.Now, "test");

    public static async Task<Lead> AssignAsync(
        this FlowRig rig,
        Lead lead,
        string agent,
        RelationPolicy? tasks = null
    )
    {
        var body = new AssignEntity
        {
            AgentId = agent,
            Cascade = tasks is null ? null : new CascadeBody { Tasks = tasks },
        };
        return (
            await rig.Get<EntityAssigning<Lead>>()
                .AssignAsync(lead.Key, body, rig.By(Admin), CancellationToken.None)
        ).Value;
    }

    public static async Task<AgentLoad> LoadAsync(this FlowRig rig, string agent) =>
        await rig.Store.FindAsync(AgentLoads.Collection, agent, CancellationToken.None)
        ?? new AgentLoad { Id = agent };

    public static async Task AssertCountedAsync(this FlowRig rig) =>
        Assert.Empty(await rig.Get<LoadAudit>().CheckAsync(CancellationToken.None));
}
