using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Storage;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Leads;

/// <summary>Changes the personal data of a lead in the vault, in the transaction of the lead's own change.</summary>
public sealed class LeadPersonal(PiiVault vault)
{
    private static readonly PiiField[] All = Enum.GetValues<PiiField>();

    /// <summary>What the lead shows afterwards. The vault is not opened for a patch that names nothing that the display name or a mask goes by.</summary>
    /// <param name="named">The members that the patch names; null clears.</param>
    public ValueTask<Verdict<LeadFace>> PatchAsync(
        Lead lead, LeadDraft draft, IReadOnlySet<string> named, (WriteBatch Batch, Command Command) into, CancellationToken cancellationToken) =>
        named.Overlaps(["name", "business_name", "phone", "email", "gstin", "external_ref"])
            ? ChangeAsync(lead, draft.Profile, data => Patched(data, draft.Person, named), into, cancellationToken)
            : new(LeadFace.Of(lead));

    /// <summary>Fills in what the vault lacks.</summary>
    public ValueTask<Verdict<LeadFace>> FillAsync(Lead lead, LeadDraft draft, (WriteBatch Batch, Command Command) into, CancellationToken cancellationToken) =>
        draft is { Person: { FullName: null, Email: null, Gstin: null }, Profile.BusinessName: null }
            ? new(LeadFace.Of(lead))
            : ChangeAsync(lead, LeadProfile.Of(lead).FilledFrom(draft.Profile), data => Filled(data, draft.Person), into, cancellationToken);

    /// <param name="profile">The lead's as it will be.</param>
    private async ValueTask<Verdict<LeadFace>> ChangeAsync(
        Lead lead, LeadProfile profile, Func<PersonalData, PersonalData> change, (WriteBatch Batch, Command Command) into, CancellationToken cancellationToken)
    {
        var record = await vault.LoadAsync(PiiId.Of(lead.PiiId), cancellationToken) ?? throw new InvalidOperationException($"{lead.Id} has no {lead.PiiId}");
        if (record.Key is null) return PiiFaults.Erased(record.Document.Id);
        var before = vault.Open(record, All);
        var after = change(before);
        if (ReferenceEquals(after, before)) return LeadFace.Of(lead).Named(profile, after.FullName);
        var replaced = vault.Replace(into.Batch, record, after, into.Command);
        return replaced.IsRefused ? Verdict<LeadFace>.Refuse(replaced.Faults) : LeadAssembly.FaceOf(replaced.Value).Named(profile, after.FullName);
    }

    // The same object comes back when nothing differs, so that the vault is left alone.
    private static PersonalData Patched(PersonalData data, LeadPerson person, IReadOnlySet<string> named)
    {
        if (named.Contains("name") && person.FullName != data.FullName) data = data with { FullName = person.FullName };
        if (named.Contains("gstin") && person.Gstin != data.Gstin) data = data with { Gstin = person.Gstin };
        if (named.Contains("phone") && person.Phone != data.PrimaryPhone?.Number) data = data with { Phones = WithPrimary(data, person.Phone) };
        if (named.Contains("email") && person.Email != data.PrimaryEmail?.Address) data = data with { Emails = WithPrimary(data, person.Email) };
        return data;
    }

    private static PersonalData Filled(PersonalData data, LeadPerson person)
    {
        if (data.FullName is null && person.FullName is not null) data = data with { FullName = person.FullName };
        if (data.Gstin is null && person.Gstin is not null) data = data with { Gstin = person.Gstin };
        if (data.Emails.Count == 0 && person.Email is { } email) data = data with { Emails = WithPrimary(data, email) };
        return data;
    }

    private static IReadOnlyList<Phone> WithPrimary(PersonalData data, PhoneNumber? number)
    {
        var others = data.Phones.Where(p => !ReferenceEquals(p, data.PrimaryPhone) && p.Number != number);
        return number is { } fresh ? [new Phone(fresh) { Primary = true }, .. others] : [.. others];
    }

    private static IReadOnlyList<Email> WithPrimary(PersonalData data, EmailAddress? address)
    {
        var others = data.Emails.Where(e => !ReferenceEquals(e, data.PrimaryEmail) && e.Address != address);
        return address is { } fresh ? [new Email(fresh) { Primary = true }, .. others] : [.. others];
    }
}
