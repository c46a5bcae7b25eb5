using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Leads.Personal;

/// <summary>What a lead's own change does to its personal data.</summary>
/// <param name="Masked">What the lead shows of them afterwards.</param>
/// <param name="Ledger">Its consent ledger afterwards; null when nothing was said.</param>
public sealed record LeadPersonalChange(
    LeadMaskedFields Masked,
    IReadOnlyList<ConsentEntry>? Ledger
);

/// <summary>
/// Changes the personal data of a lead in the vault, its consent ledger included, in the transaction of the
/// lead's own
/// change.
/// </summary>
public sealed class LeadPersonal(PiiVault vault, LeadAssembly assembly, ConsentLedgers ledgers)
{
    private static readonly PiiField[] All = Enum.GetValues<PiiField>();
    private static readonly string[] Shown =
    [
        "name",
        "business_name",
        "phone",
        "email",
        "gstin",
        "external_ref",
    ];

    /// <summary>
    /// The vault is not opened for a patch that names nothing that the display name or a mask goes by.
    /// </summary>
    /// <param name="named">The members that the patch names; null clears.</param>
    /// <param name="said">What the patch says of consent.</param>
    public ValueTask<Verdict<LeadPersonalChange>> PatchAsync(
        Lead lead,
        LeadDraft draft,
        IReadOnlySet<string> named,
        IReadOnlyList<ConsentEntry> said,
        LeadBatchCall into,
        CancellationToken cancellationToken
    )
    {
        if (named.Overlaps(Shown))
            return ChangeAsync(
                lead,
                draft.Fields,
                new Change(data => Patched(data, draft.Person, named), said),
                into,
                cancellationToken
            );
        return said.Count == 0
            ? new(new LeadPersonalChange(LeadMaskedFields.Of(lead), null))
            : SayAsync(lead, said, into, cancellationToken);
    }

    /// <summary>Fills in what the vault lacks.</summary>
    public ValueTask<Verdict<LeadPersonalChange>> FillAsync(
        Lead lead,
        LeadDraft draft,
        LeadBatchCall into,
        CancellationToken cancellationToken
    )
    {
        var said = draft.ConsentLines(into.Command);
        if (
            draft is
            { Person: { FullName: null, Email: null, Gstin: null }, Fields.BusinessName: null }
        )
            return SayAsync(lead, said, into, cancellationToken);
        var fields = lead.FilledFrom(draft.Fields);
        return ChangeAsync(
            lead,
            fields,
            new Change(data => Filled(data, draft.Person), said),
            into,
            cancellationToken
        );
    }

    /// <summary>Adds lines to the ledger and leaves everything else as it is.</summary>
    public async ValueTask<Verdict<LeadPersonalChange>> SayAsync(
        Lead lead,
        IReadOnlyList<ConsentEntry> said,
        LeadBatchCall into,
        CancellationToken cancellationToken
    )
    {
        if (said.Count == 0)
            return new LeadPersonalChange(LeadMaskedFields.Of(lead), null);
        var record = await LoadAsync(lead, cancellationToken);
        if (record.Key is null)
            return PiiFaults.Erased(record.Document.Id);
        var ledger = (await ledgers.WholeAsync(record.Document, cancellationToken)).With(said);
        var next = record.Document.Next(into.Command) with { Consents = ledger };
        into.Batch.Replace(Piis.Collection, next);
        var known = await ledgers.KnownAsync(next.PhoneIndex, [], cancellationToken);
        await ledgers.SpreadAsync(
            into.Batch,
            new ConsentNews(next, said),
            known,
            lead.Id.Ref,
            into.Command,
            cancellationToken
        );
        return new LeadPersonalChange(LeadMaskedFields.Of(lead), ledger);
    }

    /// <param name="fields">The lead with its fields as they will be.</param>
    private async ValueTask<Verdict<LeadPersonalChange>> ChangeAsync(
        Lead lead,
        Lead fields,
        Change change,
        LeadBatchCall into,
        CancellationToken cancellationToken
    )
    {
        var record = await LoadAsync(lead, cancellationToken);
        if (record.Key is null)
            return PiiFaults.Erased(record.Document.Id);
        var before = vault.Open(record, All);
        var after = change.Data(before);
        if (ReferenceEquals(after, before))
        {
            var said = await SayAsync(lead, change.Said, into, cancellationToken);
            return said.IsRefused
                ? said
                : said.Value with
                {
                    Masked = assembly.Named(said.Value.Masked, fields, after.FullName),
                };
        }

        if (
            change.Said.Count == 0
            && after.Phones.All(p => before.Phones.Any(b => b.Number == p.Number))
        )
        {
            var replaced = vault.Replace(into.Batch, record, after, into.Command);
            return new LeadPersonalChange(
                assembly.Named(LeadAssembly.MaskedFieldsOf(replaced.Value), fields, after.FullName),
                null
            );
        }

        return await RenumberAsync(
            lead,
            record,
            after,
            change.Said,
            fields,
            into,
            cancellationToken
        );
    }

    /// <summary>With another number come the words of whoever had it before.</summary>
    private async ValueTask<Verdict<LeadPersonalChange>> RenumberAsync(
        Lead lead,
        PiiRecord record,
        PersonalData after,
        IReadOnlyList<ConsentEntry> said,
        Lead fields,
        LeadBatchCall into,
        CancellationToken cancellationToken
    )
    {
        string[] phones = [.. after.Phones.Select(p => vault.PhoneIndexOf(p.Number))];
        var known = await ledgers.KnownAsync(phones, [], cancellationToken);
        var own = await ledgers.WholeAsync(record.Document, cancellationToken);
        var ledger = phones.Aggregate(own, (all, phone) => all.With(known.Of(phone))).With(said);
        var replaced = vault.Replace(
            into.Batch,
            record with
            {
                Document = record.Document with { Consents = ledger },
            },
            after,
            into.Command
        );
        var next = record.Document with { Consents = ledger, PhoneIndex = phones };
        await ledgers.SpreadAsync(
            into.Batch,
            new ConsentNews(next, said),
            known,
            lead.Id.Ref,
            into.Command,
            cancellationToken
        );
        return new LeadPersonalChange(
            assembly.Named(LeadAssembly.MaskedFieldsOf(replaced.Value), fields, after.FullName),
            ledger
        );
    }

    private async ValueTask<PiiRecord> LoadAsync(Lead lead, CancellationToken cancellationToken) =>
        await vault.LoadAsync(PiiId.Of(lead.PiiId), cancellationToken)
        ?? throw new InvalidOperationException($"{lead.Id} has no {lead.PiiId}");

    /// <param name="Data">The same object when nothing differs.</param>
    private sealed record Change(
        Func<PersonalData, PersonalData> Data,
        IReadOnlyList<ConsentEntry> Said
    );

    // The same object comes back when nothing differs, so that the vault is left alone.
    private static PersonalData Patched(
        PersonalData data,
        LeadPerson person,
        IReadOnlySet<string> named
    )
    {
        if (named.Contains("name") && person.FullName != data.FullName)
            data = data with { FullName = person.FullName };
        if (named.Contains("gstin") && person.Gstin != data.Gstin)
            data = data with { Gstin = person.Gstin };
        if (named.Contains("phone") && !HasPhones(data, person))
            data = data with { Phones = WithPrimary(data, person) };
        if (named.Contains("email") && person.Email != data.PrimaryEmail?.Address)
            data = data with { Emails = WithPrimary(data, person.Email) };
        return data;
    }

    private static PersonalData Filled(PersonalData data, LeadPerson person)
    {
        if (data.FullName is null && person.FullName is not null)
            data = data with { FullName = person.FullName };
        if (data.Gstin is null && person.Gstin is not null)
            data = data with { Gstin = person.Gstin };
        if (data.Emails.Count == 0 && person.Email is { } email)
            data = data with { Emails = WithPrimary(data, email) };
        return data;
    }

    private static bool HasPhones(PersonalData data, LeadPerson person) =>
        person.Phone == data.PrimaryPhone?.Number
        && (person.SecondPhone is not { } second || data.Phones.Any(p => p.Number == second));

    /// <summary>The numbers given, then those that there were but for the primary one that is
    /// replaced.</summary>
    private static IReadOnlyList<Phone> WithPrimary(PersonalData data, LeadPerson person)
    {
        var given = person.ToPersonalData().Phones;
        var others = data.Phones.Where(p =>
            !ReferenceEquals(p, data.PrimaryPhone) && given.All(g => g.Number != p.Number)
        );
        return [.. given, .. others];
    }

    private static IReadOnlyList<Email> WithPrimary(PersonalData data, EmailAddress? address)
    {
        var others = data.Emails.Where(e =>
            !ReferenceEquals(e, data.PrimaryEmail) && e.Address != address
        );
        return address is { } fresh
            ? [new Email(fresh) { Primary = true }, .. others]
            : [.. others];
    }
}

/// <summary>A change under way: what it is written into, and for whom.</summary>
public readonly record struct LeadBatchCall(WriteBatch Batch, Command Command);
