using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Leads.Personal;

/// <summary>Leads, as consent ledgers see them. Those of earlier releases say themselves what no ledger holds
/// yet.</summary>
public sealed class LeadConsentSubjects(
    EntitySpec<Lead> spec,
    EntityDecisions<Lead> decisions,
    IDocumentStore store,
    EntityWriter<Lead> writer,
    IEntityPauses pauses
) : PersonalConsents<Lead>(spec, decisions, store, writer, pauses)
{
    public override async ValueTask<IReadOnlyList<ConsentEntry>> UnrecordedAsync(
        IReadOnlyList<EntityRef> subjects,
        IReadOnlyList<ConsentEntry> ledger,
        CancellationToken cancellationToken
    )
    {
        var leads = await Store.GetManyAsync(
            LeadStore.Collection,
            [.. subjects.Select(s => s.Id)],
            cancellationToken
        );
        return [.. leads.Select(LeadStore.Collection.Read).SelectMany(l => l.Unrecorded(ledger))];
    }
}
