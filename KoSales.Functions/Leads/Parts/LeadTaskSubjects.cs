using KoSales.Domain.Leads;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Leads.Parts;

public sealed class LeadTaskSubjects(IDocumentStore store, LeadSight sight) : ITaskSubjects
{
    public EntityKind Kind => EntityKind.Lead;

    public async ValueTask<TaskSubject?> FindAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is { DeletedAt: null } lead
        && await sight.SeesAsync(actor, lead, cancellationToken)
            ? new TaskSubject(lead.Id.Ref, lead.OwnerId, lead.TeamId, lead.PipelineId, lead.Stage)
            {
                Barred = lead.BarredChannels(),
            }
            : null;
}
