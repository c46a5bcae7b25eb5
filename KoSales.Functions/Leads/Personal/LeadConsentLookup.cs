using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Leads.Personal;

/// <summary>
/// What was said of consent before by whoever has the number of a new lead; of a lead without a phone, the
/// e-mail
/// address.
/// </summary>
public sealed class LeadConsentLookup(ConsentLedgers ledgers, PiiVault vault)
{
    /// <summary>One read for the phones of all drafts, one for the e-mail addresses.</summary>
    public async ValueTask<LeadConsentHistory> ForAsync(
        IReadOnlyCollection<LeadDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        string[] phones = [.. drafts.Select(PhoneOf).OfType<string>().Distinct()];
        string[] emails = [.. drafts.Select(EmailOf).OfType<string>().Distinct()];
        return new LeadConsentHistory(
            this,
            await ledgers.KnownAsync(phones, emails, cancellationToken)
        );
    }

    internal string? IndexOf(LeadDraft draft) => PhoneOf(draft) ?? EmailOf(draft);

    internal ValueTask AddAsync(
        WriteBatch batch,
        KnownConsents known,
        Command command,
        CancellationToken cancellationToken
    ) => ledgers.AddAsync(batch, known, command, cancellationToken);

    private string? PhoneOf(LeadDraft draft) =>
        draft.Person.Phone is { } phone ? vault.PhoneIndexOf(phone) : null;

    private string? EmailOf(LeadDraft draft) =>
        draft.Person is { Phone: null, Email: { } email } ? vault.EmailIndexOf(email) : null;
}

/// <summary>The answer for some drafts, and what they themselves say on top of it.</summary>
public sealed class LeadConsentHistory(LeadConsentLookup lookup, KnownConsents known)
{
    public IReadOnlyList<ConsentEntry> Of(LeadDraft draft) => known.Of(lookup.IndexOf(draft));

    /// <summary>Notes that the draft becomes a lead: what it says counts for all who have the number.</summary>
    public void Say(LeadDraft draft, Command command) =>
        known.Say(lookup.IndexOf(draft), draft.ConsentLines(command));

    /// <summary>
    /// Adds to the batch what was noted. It is refused when somebody else says something of consent meanwhile.
    /// </summary>
    public ValueTask AddAsync(
        WriteBatch batch,
        Command command,
        CancellationToken cancellationToken
    ) => lookup.AddAsync(batch, known, command, cancellationToken);
}
