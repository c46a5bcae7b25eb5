using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Leads.Parts.Pipelines;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Leads.Personal;

/// <summary>Leads, as consent ledgers see them.</summary>
public sealed class LeadConsentSubjects(
    IDocumentStore store,
    LeadWriter writer,
    ILeadPipelines pipelines
) : IConsentSubjects
{
    public EntityKind Kind => EntityKind.Lead;

    public async ValueTask<IReadOnlyList<ConsentEntry>> UnrecordedAsync(
        IReadOnlyList<EntityRef> subjects,
        IReadOnlyList<ConsentEntry> ledger,
        CancellationToken cancellationToken
    )
    {
        var leads = await store.GetManyAsync(
            LeadStore.Collection,
            [.. subjects.Select(s => s.Id)],
            cancellationToken
        );
        return [.. leads.Select(LeadStore.Collection.Read).SelectMany(l => l.Unrecorded(ledger))];
    }

    public async ValueTask ShowAsync(
        WriteBatch batch,
        EntityRef subject,
        IReadOnlyList<ConsentEntry> ledger,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(LeadStore.Collection, subject.Id, cancellationToken)
            is not { } lead
        )
            return;
        var fact = lead.ShowConsents(ledger, command);
        if (fact.Changes.Count > 0)
            await writer.AddAsync(batch, lead, fact, command, cancellationToken);
    }

    public ValueTask StopAsync(
        WriteBatch batch,
        EntityRef subject,
        Command command,
        CancellationToken cancellationToken
    ) =>
        pipelines.BarAsync(
            batch,
            LeadId.Of(subject.Id),
            ConsentLedger.EveryChannel,
            command,
            cancellationToken
        );
}
