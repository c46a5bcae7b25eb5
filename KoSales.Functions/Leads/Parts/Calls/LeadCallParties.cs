using KoSales.Domain.Leads;
using KoSales.Functions.Calls;

namespace KoSales.Functions.Leads.Parts.Calls;

public sealed class LeadCallParties(IDocumentStore store) : ICallParties
{
    public EntityKind Kind => EntityKind.Lead;

    public async ValueTask<CallParty?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is { DeletedAt: null } lead
            ? new CallParty(lead.PhoneIndex, lead.PhoneMasked, lead.Status == LeadStatus.Open)
            : null;
}
