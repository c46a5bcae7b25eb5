using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Documents;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Documents.Proving;

/// <summary>Compares the number of a document with what is known of its subject. What differs is told and
/// taken: people have several registrations.</summary>
public sealed class SubjectPlaces(IDocumentStore store, PiiVault vault)
{
    private const string At = "/number";

    public async ValueTask<IReadOnlyList<FieldWarning>> WarningsAsync(
        PiiDocument subject,
        DocumentNumber? number,
        CancellationToken cancellationToken
    )
    {
        List<FieldWarning> warnings = [];
        if (number?.Gstin is { } gstin)
        {
            if (Differs(subject.GstinIndex, vault.GstinIndexOf(gstin)))
                warnings.Add(Odd("document.gstin_differs", "The subject's GSTIN is another one."));
            var state = await StateOfAsync(subject.Subject, cancellationToken);
            if (Differs(state, gstin.StateCode))
                warnings.Add(
                    Odd(
                        "document.state_differs",
                        "The GSTIN was given out in another state than that of the address."
                    )
                );
        }

        if (number?.Pan is { } pan && Differs(subject.PanIndex, vault.PanIndexOf(pan)))
            warnings.Add(Odd("document.pan_differs", "The subject's PAN is another one."));
        return warnings;
    }

    private static bool Differs(string? known, string given) => known is not null && known != given;

    private static FieldWarning Odd(string code, string detail) => new(At, code, detail);

    /// <summary>Of the first record that knows it.</summary>
    private async ValueTask<string?> StateOfAsync(
        IReadOnlyList<EntityRef> subjects,
        CancellationToken cancellationToken
    )
    {
        foreach (var subject in subjects)
        {
            if (await StateOfAsync(subject, cancellationToken) is { } state)
                return state;
        }

        return null;
    }

    private async ValueTask<string?> StateOfAsync(
        EntityRef subject,
        CancellationToken cancellationToken
    ) =>
        subject.Type switch
        {
            EntityKind.Lead => (
                await store.FindAsync(LeadStore.Collection, subject.Id, cancellationToken)
            )
                ?.Address
                ?.StateCode,
            EntityKind.Contact => (
                await store.FindAsync(ContactStore.Collection, subject.Id, cancellationToken)
            )
                ?.Address
                ?.StateCode,
            EntityKind.Customer => (
                await store.FindAsync(CustomerStore.Collection, subject.Id, cancellationToken)
            )
                ?.BillingAddress
                ?.Place
                ?.StateCode,
            EntityKind.Deal => null,
        };
}
