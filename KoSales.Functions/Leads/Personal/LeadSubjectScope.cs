using KoSales.Domain.Leads;
using KoSales.Functions.Entities;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Leads.Personal;

/// <summary>Lets people to the personal data of the leads that they can see.</summary>
public sealed class LeadSubjectScope(IDocumentStore store, EntitySight sight) : ISubjectScope
{
    public async ValueTask<bool> CanSeeAsync(
        Actor actor,
        EntityRef subject,
        CancellationToken cancellationToken
    ) =>
        subject.Type == EntityKind.Lead
        && await store.FindAsync(LeadStore.Collection, subject.Id, cancellationToken)
            is { DeletedAt: null } lead
        && await sight.SeesAsync(actor, lead, cancellationToken);
}
