using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Pii;

/// <summary>The only way into and out of the personal data. Everything but the loading is computation on
/// the caller's thread. Thread-safe.</summary>
public sealed class PiiVault(IDocumentStore store, KeyRing ring, BlindIndex index)
{
    private static readonly PiiField[] AllFields = Enum.GetValues<PiiField>();

    /// <summary>Adds the PII document and its subject's new key to the transaction of the record that they
    /// belong to. No I/O.</summary>
    /// <param name="id">Fresh from the allocator.</param>
    /// <param name="consents">What the ledger begins with; null for nothing.</param>
    /// <returns>What the owner's document may keep.</returns>
    public PiiMaskedFields Add(
        WriteBatch batch,
        PiiId id,
        EntityRef subject,
        PersonalData data,
        Command command,
        IReadOnlyList<ConsentEntry>? consents = null
    )
    {
        using var cipher = FieldCipher.ForNew(ring, id, out var wrapped);
        var empty = EmptyOf(id, subject, command) with { Consents = consents ?? [] };
        var document = PiiCipher.Encrypt(empty, data, cipher, index);
        batch.Insert(Piis.Collection, document).Insert(Piis.Keys, KeyOf(id, wrapped, command));
        return PiiMaskedFields.Of(document);
    }

    private static PiiDocument EmptyOf(PiiId id, EntityRef subject, Command command) =>
        new()
        {
            Id = id,
            Subject = [subject],
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private SubjectKey KeyOf(PiiId id, string wrapped, Command command) =>
        new()
        {
            Id = id,
            KeyId = ring.ActiveKeyId,
            Wrapped = wrapped,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
        };

    /// <summary>Replaces the personal data; the store refuses the batch as a version conflict when the
    /// document has changed since it was loaded. No I/O.</summary>
    /// <returns>The new masked fields, or <c>pii.erased</c>.</returns>
    public Verdict<PiiMaskedFields> Replace(
        WriteBatch batch,
        PiiRecord current,
        PersonalData data,
        Command command
    )
    {
        var rewritten = Rewrite(batch, current, data, command);
        return rewritten.IsRefused ? rewritten.Refusal : PiiMaskedFields.Of(rewritten.Value);
    }

    /// <summary>As <see cref="Replace"/>; the document as it is stored.</summary>
    public Verdict<PiiDocument> Rewrite(
        WriteBatch batch,
        PiiRecord current,
        PersonalData data,
        Command command
    )
    {
        if (current.Key is null || current.Document.IsErased)
            return PiiFaults.Erased(current.Document.Id);
        using var cipher = FieldCipher.For(ring, current.Key);
        var document = PiiCipher.Encrypt(current.Document.Next(command), data, cipher, index);
        batch.Replace(Piis.Collection, document);
        return document;
    }

    /// <summary>Lets one more record be about this subject (idempotent); the store refuses the batch as a
    /// version conflict when the document has changed.</summary>
    public static void AddSubject(
        WriteBatch batch,
        PiiDocument current,
        EntityRef subject,
        Command command
    )
    {
        if (current.Subject.Contains(subject))
            return;
        batch.Replace(
            Piis.Collection,
            current.Next(command) with
            {
                Subject = [.. current.Subject, subject],
            }
        );
    }

    /// <summary>Makes the record the first that this subject is about, as when a lead is converted
    /// (idempotent); the store refuses the batch as a version conflict when the document has
    /// changed.</summary>
    public static void PutFirst(
        WriteBatch batch,
        PiiDocument current,
        EntityRef subject,
        Command command
    )
    {
        EntityRef[] subjects = [subject, .. current.Subject.Where(s => s != subject)];
        if (!subjects.SequenceEqual(current.Subject))
            batch.Replace(Piis.Collection, current.Next(command) with { Subject = subjects });
    }

    /// <summary>Puts one record in the place of another, as when two are merged
    /// (idempotent).</summary>
    public static void MoveSubject(
        WriteBatch batch,
        PiiDocument current,
        EntityRef from,
        EntityRef to,
        Command command
    )
    {
        EntityRef[] moved = [.. current.Subject.Select(s => s == from ? to : s).Distinct()];
        if (!moved.SequenceEqual(current.Subject))
            batch.Replace(Piis.Collection, current.Next(command) with { Subject = moved });
    }

    /// <summary>The document with its key row, for <see cref="Replace"/>; null when there is none. Opens
    /// nothing.</summary>
    public async ValueTask<PiiRecord?> LoadAsync(PiiId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Piis.Collection, id.Value, cancellationToken) is not { } document)
            return null;
        return new PiiRecord(
            document,
            await store.FindAsync(Piis.Keys, id.Value, cancellationToken)
        );
    }

    /// <summary>By id, those that have a key.</summary>
    public async ValueTask<IReadOnlyDictionary<string, PiiRecord>> LoadManyAsync(
        IReadOnlyCollection<PiiId> ids,
        CancellationToken cancellationToken
    )
    {
        string[] keys = [.. ids.Select(i => i.Value)];
        var documents = await store.GetManyAsync(Piis.Collection, keys, cancellationToken);
        var subjectKeys = await store.GetManyAsync(Piis.Keys, keys, cancellationToken);
        var byId = subjectKeys.ToDictionary(k => k.Id, Piis.Keys.Read);
        return documents
            .Where(d => byId.ContainsKey(d.Id))
            .ToDictionary(d => d.Id, d => new PiiRecord(Piis.Collection.Read(d), byId[d.Id]));
    }

    /// <summary>All personal data in the clear, for the system's own work; people get them through a
    /// reveal. Null when absent or erased.</summary>
    public async Task<PersonalData?> OpenAsync(PiiId id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) is { Document.IsErased: false, Key: not null } record
            ? Open(record, AllFields)
            : null;

    /// <summary>The named fields in the clear; the others stay empty. Throws
    /// <see cref="InvalidOperationException"/> for an erased subject.</summary>
    public PersonalData Open(PiiRecord record, IReadOnlyCollection<PiiField> fields)
    {
        using var cipher = CipherOf(record);
        return PiiCipher.Decrypt(record.Document, cipher, fields);
    }

    private FieldCipher CipherOf(PiiRecord record) =>
        FieldCipher.For(
            ring,
            record.Key
                ?? throw new InvalidOperationException($"{record.Document.Id} has no key any more")
        );

    /// <summary>Encrypts something of the subject's that is kept outside its document, so that it goes
    /// with the subject's key. Throws <see cref="InvalidOperationException"/> for an erased
    /// subject.</summary>
    /// <param name="path">Authenticated: what was encrypted for one does not open for
    /// another.</param>
    public string Seal(PiiRecord record, string path, string text)
    {
        using var cipher = CipherOf(record);
        return cipher.Encrypt(path, text);
    }

    /// <summary>What <see cref="Seal"/> encrypted.</summary>
    public string Unseal(PiiRecord record, string path, string value)
    {
        using var cipher = CipherOf(record);
        return cipher.Decrypt(path, value);
    }

    public string IndexOf(BlindKey key) => index.Of(key);

    /// <summary>Of the words of a name, person's or business's; empty for none.</summary>
    public IReadOnlyList<string> NameIndexOf(string? fullName, string? businessName) =>
        [.. index.OfName(fullName).Union(index.OfName(businessName))];

    public string PhoneIndexOf(PhoneNumber phone) => index.Of(phone);

    public string EmailIndexOf(EmailAddress email) => index.Of(email);

    public string GstinIndexOf(Gstin gstin) => index.Of(gstin);

    public string PanIndexOf(Pan pan) => index.Of(pan);
}

/// <param name="Key">Null once the subject is erased.</param>
public sealed record PiiRecord(PiiDocument Document, SubjectKey? Key);

/// <summary>What the records about a subject may keep of its personal data: masks to show, blind indexes to
/// find it by.</summary>
/// <remarks>The single masks and indexes are those of the primary phone and e-mail.</remarks>
public sealed record PiiMaskedFields(
    string? PhoneMasked,
    string? EmailMasked,
    string? PhoneIndex,
    string? EmailIndex,
    string? GstinIndex,
    string? PanIndex
)
{
    public string? GstinMasked { get; init; }

    public string? PanMasked { get; init; }

    public IReadOnlyList<string> PhoneIndexes { get; init; } = [];

    public IReadOnlyList<string> EmailIndexes { get; init; } = [];

    internal static PiiMaskedFields Of(PiiDocument document)
    {
        var phone = document.Phones.Index().FirstOrDefault(p => p.Item.Primary);
        var email = document.Emails.Index().FirstOrDefault(e => e.Item.Primary);
        return new PiiMaskedFields(
            phone.Item?.Masked,
            email.Item?.Masked,
            phone.Item is null ? null : document.PhoneIndex[phone.Index],
            email.Item is null ? null : document.EmailIndex[email.Index],
            document.GstinIndex,
            document.PanIndex
        )
        {
            GstinMasked = document.GstinMasked,
            PanMasked = document.PanMasked,
            PhoneIndexes = document.PhoneIndex,
            EmailIndexes = document.EmailIndex,
        };
    }
}
