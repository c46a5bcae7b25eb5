using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using KoSales.Tests.Flows;
using NodaTime;
using static KoSales.Tests.Assignment.AssignmentRig;

namespace KoSales.Tests.Assignment;

/// <summary>Hands records over and looks at what followed them.</summary>
public abstract class CascadeSuite(FlowRig rig) : IClassFixture<FlowRig>
{
    private protected FlowRig Rig => rig;

    private protected CascadeDesk Desk => rig.Get<CascadeDesk>();

    private protected Patch Closed() =>
        new(Rig.Now, "system")
        {
            Set = new Dictionary<string, string?> { ["closed_at"] = JsonText.Of(Rig.Now) },
        };

    private protected static Assigning Bulk(string record) =>
        new(AssignmentMode.Bulk, record) { Cause = record.Split('.')[0] };

    private protected static Handover Over(Lead lead, string agent) =>
        new(
            lead.Key,
            lead.Version,
            new Holder(lead.OwnerId, lead.TeamId),
            new Holder(agent, "TM-1")
        );

    private protected async Task<IReadOnlyList<Lead>> LeadsAsync(int count)
    {
        List<Lead> leads = [];
        while (leads.Count < count)
            leads.Add(await Rig.LeadAsync());
        return leads;
    }

    private protected async Task<SalesTask> TaskAsync(Lead lead, string? owner)
    {
        var body = new CreateTask
        {
            Title = "By hand",
            EntityRef = new TaskEntity { Type = EntityKind.Lead, Id = lead.Key },
            OwnerId = owner,
            TeamId = owner is null ? "TM-1" : null,
        };
        return (
            await Rig.Get<TaskIntake>().CreateAsync(body, Rig.By(Admin), CancellationToken.None)
        ).Value;
    }

    private protected async Task<SalesTask> LendAsync(SalesTask task, string to)
    {
        var call = new TaskCall(
            Rig.Act,
            await Rig.Get<ISlaClocks>().TimesAsync(task.Sla?.Clock, CancellationToken.None)
        );
        var lent = task.Escalate(
            1,
            EscalationAction.ReassignManager,
            new TaskHolder(to, "TM-1"),
            call
        ).Value;
        await Rig.CommitAsync(new WriteBatch().AddChange(task, lent, Rig.Act));
        return lent.Task;
    }

    private protected async Task<string?> OwnerAsync(SalesTask task) =>
        (
            await Rig.Store.FindAsync(SalesTasks.Collection, task.Key, CancellationToken.None)
        )!.OwnerId;
}
