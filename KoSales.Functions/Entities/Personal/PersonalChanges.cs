using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Entities.Personal;

/// <summary>What a record's own change does to its personal data.</summary>
/// <param name="Masked">What the record shows of them afterwards.</param>
/// <param name="Ledger">Its consent ledger afterwards; null when nothing was said.</param>
public sealed record PersonalChange(MaskedFields Masked, IReadOnlyList<ConsentEntry>? Ledger);

/// <summary>
/// Keeps the personal data of records in the vault, consent ledgers included, in the transaction of the
/// record's own change.
/// </summary>
public sealed class PersonalChanges(PiiVault vault, ConsentLedgers ledgers)
{
    private static readonly PiiField[] All = Enum.GetValues<PiiField>();

    /// <summary>
    /// The vault is not opened for a patch that names nothing that the display name or a mask goes by.
    /// </summary>
    /// <param name="named">The members that the patch names; null clears.</param>
    /// <param name="said">What the patch says of consent.</param>
    public ValueTask<Verdict<PersonalChange>> PatchAsync(
        EditedPerson edited,
        IReadOnlySet<string> named,
        IReadOnlyList<ConsentEntry> said,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        if (named.Overlaps(edited.Before.ShownBy))
            return ChangeAsync(
                edited,
                new Change(data => Patched(data, edited.Person, named), said),
                into,
                cancellationToken
            );
        return said.Count == 0
            ? new(new PersonalChange(edited.Before.Masks, null))
            : SayAsync(edited.Before, said, into, cancellationToken);
    }

    /// <summary>Fills in what the vault lacks.</summary>
    public ValueTask<Verdict<PersonalChange>> FillAsync(
        EditedPerson edited,
        IReadOnlyList<ConsentEntry> said,
        BatchCall into,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            edited,
            new Change(data => Filled(data, edited.Person), said),
            into,
            cancellationToken
        );

    /// <summary>Adds the data of a new record to the batch. No I/O.</summary>
    /// <param name="fields">The record as it will be, without what only the vault adds.</param>
    public MaskedFields Keep(
        WriteBatch batch,
        PersonalEntity fields,
        Person person,
        IReadOnlyList<ConsentEntry> ledger,
        Command command
    )
    {
        var kept = vault.Add(
            batch,
            PiiId.Of(fields.PiiId),
            fields.Ref,
            person.ToPersonalData(),
            command,
            ledger
        );
        return Named(MaskedFieldsOf(kept), fields, person.FullName);
    }

    /// <summary>What a patch says of consent: nothing when the record shows it already.</summary>
    public static IReadOnlyList<ConsentEntry> SaidIn(
        IReadOnlySet<string> named,
        bool? doNotContact,
        PersonalEntity entity,
        Command command
    )
    {
        if (!named.Contains("do_not_contact"))
            return [];
        var stop = doNotContact ?? false;
        return stop == entity.DoNotContact
            ? []
            : new ConsentWords(stop, []).ToLines(
                WireNames<EntityKind>.Of(entity.Ref.Type),
                command
            );
    }

    /// <summary>For a patch that says to contact somebody again who withdrew more than that; null for any
    /// other.</summary>
    public static Fault? StillBarred(
        PersonalEntity entity,
        IReadOnlyList<ConsentEntry> said,
        IReadOnlyList<ConsentEntry>? ledger
    ) =>
        said is [{ Given: true }] && ledger!.BarsAll()
            ? Fault.Conflict(
                "consent.withdrawn",
                $"Consent to marketing was withdrawn for every channel; when it is given again, write that down at /piis/{entity.PiiId}/consents.",
                ("pii_id", entity.PiiId)
            )
            : null;

    /// <summary>Adds lines to the ledger and leaves everything else as it is.</summary>
    public async ValueTask<Verdict<PersonalChange>> SayAsync(
        PersonalEntity entity,
        IReadOnlyList<ConsentEntry> said,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        if (said.Count == 0)
            return new PersonalChange(entity.Masks, null);
        var record = await LoadAsync(entity, cancellationToken);
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
            entity.Ref,
            into.Command,
            cancellationToken
        );
        return new PersonalChange(entity.Masks, ledger);
    }

    private async ValueTask<Verdict<PersonalChange>> ChangeAsync(
        EditedPerson edited,
        Change change,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var record = await LoadAsync(edited.Before, cancellationToken);
        if (record.Key is null)
            return PiiFaults.Erased(record.Document.Id);
        var before = vault.Open(record, All);
        var after = change.Data(before);
        if (ReferenceEquals(after, before))
            return await SayNamedAsync(edited, after, change.Said, into, cancellationToken);
        var isRenumbered =
            change.Said.Count > 0
            || after.Phones.Any(p => before.Phones.All(b => b.Number != p.Number));
        return isRenumbered
            ? await RenumberAsync(edited, record, after, change.Said, into, cancellationToken)
            : new PersonalChange(
                Named(
                    MaskedFieldsOf(vault.Replace(into.Batch, record, after, into.Command).Value),
                    edited.Fields,
                    after.FullName
                ),
                null
            );
    }

    private async ValueTask<Verdict<PersonalChange>> SayNamedAsync(
        EditedPerson edited,
        PersonalData data,
        IReadOnlyList<ConsentEntry> lines,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var said = await SayAsync(edited.Before, lines, into, cancellationToken);
        return said.IsRefused
            ? said
            : said.Value with
            {
                Masked = Named(said.Value.Masked, edited.Fields, data.FullName),
            };
    }

    /// <summary>With another number come the words of whoever had it before.</summary>
    private async ValueTask<Verdict<PersonalChange>> RenumberAsync(
        EditedPerson edited,
        PiiRecord record,
        PersonalData after,
        IReadOnlyList<ConsentEntry> said,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        string[] phones = [.. after.Phones.Select(p => vault.PhoneIndexOf(p.Number))];
        var known = await ledgers.KnownAsync(phones, [], cancellationToken);
        var own = await ledgers.WholeAsync(record.Document, cancellationToken);
        var ledger = phones.Aggregate(own, (all, phone) => all.With(known.Of(phone))).With(said);
        var renewed = record with { Document = record.Document with { Consents = ledger } };
        var replaced = vault.Replace(into.Batch, renewed, after, into.Command);
        await ledgers.SpreadAsync(
            into.Batch,
            new ConsentNews(renewed.Document with { PhoneIndex = phones }, said),
            known,
            edited.Before.Ref,
            into.Command,
            cancellationToken
        );
        return new PersonalChange(
            Named(MaskedFieldsOf(replaced.Value), edited.Fields, after.FullName),
            ledger
        );
    }

    private async ValueTask<PiiRecord> LoadAsync(
        PersonalEntity entity,
        CancellationToken cancellationToken
    ) =>
        await vault.LoadAsync(PiiId.Of(entity.PiiId), cancellationToken)
        ?? throw new InvalidOperationException($"{entity.Key} has no {entity.PiiId}");

    /// <summary>What a record shows of data that the vault holds.</summary>
    public MaskedFields Shown(PiiMaskedFields held, PersonalEntity fields, string? fullName) =>
        Named(MaskedFieldsOf(held), fields, fullName);

    /// <summary>With the name that lists show, and what searches by its words go by.</summary>
    private MaskedFields Named(MaskedFields masked, PersonalEntity fields, string? fullName) =>
        masked.Named(fields, fullName) with
        {
            NameIndex = vault.NameIndexOf(fullName, fields.TradingName),
        };

    /// <summary>What the record keeps of its personal data; not named yet.</summary>
    private static MaskedFields MaskedFieldsOf(PiiMaskedFields fields) =>
        new(
            "",
            fields.PhoneMasked,
            fields.EmailMasked,
            fields.PhoneIndex,
            fields.EmailIndex,
            fields.GstinIndex
        )
        {
            GstinMasked = fields.GstinMasked,
            PanMasked = fields.PanMasked,
        };

    /// <param name="Data">The same object when nothing differs.</param>
    private sealed record Change(
        Func<PersonalData, PersonalData> Data,
        IReadOnlyList<ConsentEntry> Said
    );

    // The same object comes back when nothing differs, so that the vault is left alone.
    private static PersonalData Patched(
        PersonalData data,
        Person person,
        IReadOnlySet<string> named
    )
    {
        if (named.Contains("name") && person.FullName != data.FullName)
            data = data with { FullName = person.FullName };
        if (named.Contains("gstin") && person.Gstin != data.Gstin)
            data = data with { Gstin = person.Gstin };
        if ((named.Contains("pan") || person.Pan is not null) && person.Pan != data.Pan)
            data = data with { Pan = person.Pan };
        if (named.Contains("phone") && !HasPhones(data, person))
            data = data with { Phones = WithPrimary(data, person) };
        if (named.Contains("email") && person.Email != data.PrimaryEmail?.Address)
            data = data with { Emails = WithPrimary(data, person.Email) };
        return data;
    }

    private static PersonalData Filled(PersonalData data, Person person)
    {
        if (data.FullName is null && person.FullName is not null)
            data = data with { FullName = person.FullName };
        if (data.Gstin is null && person.Gstin is not null)
            data = data with { Gstin = person.Gstin };
        if (data.Emails.Count == 0 && person.Email is { } email)
            data = data with { Emails = WithPrimary(data, email) };
        return data;
    }

    private static bool HasPhones(PersonalData data, Person person) =>
        person.Phone == data.PrimaryPhone?.Number
        && (person.SecondPhone is not { } second || data.Phones.Any(p => p.Number == second));

    /// <summary>The numbers given, then those that there were but for the primary one that is
    /// replaced.</summary>
    private static IReadOnlyList<Phone> WithPrimary(PersonalData data, Person person)
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

/// <summary>A record that is being changed.</summary>
/// <param name="Fields">The record with its fields as they will be.</param>
/// <param name="Person">What is given of its personal data.</param>
public sealed record EditedPerson(PersonalEntity Before, PersonalEntity Fields, Person Person);

/// <summary>A change under way: what it is written into, and for whom.</summary>
public readonly record struct BatchCall(WriteBatch Batch, Command Command);
