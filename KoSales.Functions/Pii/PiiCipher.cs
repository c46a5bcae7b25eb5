using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii.Keys;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Functions.Pii;

/// <summary>Turns personal data into the members of a PII document, and back.</summary>
internal static class PiiCipher
{
    /// <summary>The document with fields, masks and indexes of the data; all else is kept.</summary>
    public static PiiDocument Encrypt(
        PiiDocument document,
        PersonalData data,
        FieldCipher cipher,
        BlindIndex index
    ) => WithIndexes(WithFields(document, data, cipher), data, index);

    private static PiiDocument WithFields(
        PiiDocument document,
        PersonalData data,
        FieldCipher cipher
    ) =>
        document with
        {
            FullName = cipher.EncryptOrNull("full_name", data.FullName),
            Phones = Each(data.Phones, (phone, i) => Encrypted(phone, i, data, cipher)),
            Emails = Each(data.Emails, (email, i) => Encrypted(email, i, data, cipher)),
            Addresses = Each(data.Addresses, (address, i) => Encrypted(address, i, cipher)),
            Gstin = cipher.EncryptOrNull("gstin", data.Gstin?.Number),
            Pan = cipher.EncryptOrNull("pan", data.Pan?.Number),
            AadhaarLast4 = cipher.EncryptOrNull("aadhaar_last4", data.AadhaarLast4),
            DateOfBirth = cipher.EncryptOrNull("date_of_birth", Text(data.DateOfBirth)),
        };

    /// <summary>What can be shown and searched without a key of the subject.</summary>
    private static PiiDocument WithIndexes(
        PiiDocument document,
        PersonalData data,
        BlindIndex index
    ) =>
        document with
        {
            GstinMasked = data.Gstin?.Mask(),
            PanMasked = data.Pan?.Mask(),
            PhoneIndex = Each(data.Phones, (phone, _) => index.Of(phone.Number)),
            EmailIndex = Each(data.Emails, (email, _) => index.Of(email.Address)),
            GstinIndex = data.Gstin is { } gstin ? index.Of(gstin) : null,
            PanIndex = data.Pan is { } pan ? index.Of(pan) : null,
        };

    private static EncryptedPhone Encrypted(
        Phone phone,
        int at,
        PersonalData data,
        FieldCipher cipher
    ) =>
        new(
            cipher.Encrypt($"phones/{at}", phone.Number.E164),
            phone.Number.Mask(),
            phone.Kind,
            ReferenceEquals(phone, data.PrimaryPhone),
            phone.VerifiedAt
        );

    private static EncryptedEmail Encrypted(
        Email email,
        int at,
        PersonalData data,
        FieldCipher cipher
    ) =>
        new(
            cipher.Encrypt($"emails/{at}", email.Address.Address),
            email.Address.Mask(),
            ReferenceEquals(email, data.PrimaryEmail),
            email.VerifiedAt
        );

    private static string Encrypted(PostalAddress address, int at, FieldCipher cipher) =>
        cipher.Encrypt(
            $"addresses/{at}",
            JsonSerializer.Serialize(address, AddressJson.Stored.PostalAddress)
        );

    /// <summary>Opens the named fields; the others stay empty.</summary>
    public static PersonalData Decrypt(
        PiiDocument document,
        FieldCipher cipher,
        IReadOnlyCollection<PiiField> fields
    )
    {
        var data = new PersonalData();
        foreach (var field in fields)
            data = Decrypt(document, cipher, field, data);
        return data;
    }

    private static PersonalData Decrypt(
        PiiDocument document,
        FieldCipher cipher,
        PiiField field,
        PersonalData data
    ) =>
        field switch
        {
            PiiField.FullName => data with { FullName = NameOf(document, cipher) },
            PiiField.Phones => data with { Phones = Phones(document, cipher) },
            PiiField.Emails => data with { Emails = Emails(document, cipher) },
            PiiField.Addresses => data with { Addresses = Addresses(document, cipher) },
            PiiField.Gstin => data with { Gstin = GstinOf(document, cipher) },
            PiiField.Pan => data with { Pan = PanOf(document, cipher) },
            PiiField.AadhaarLast4 => data with { AadhaarLast4 = AadhaarOf(document, cipher) },
            PiiField.DateOfBirth => data with { DateOfBirth = BirthOf(document, cipher) },
        };

    private static string? NameOf(PiiDocument document, FieldCipher cipher) =>
        cipher.DecryptOrNull("full_name", document.FullName);

    private static string? AadhaarOf(PiiDocument document, FieldCipher cipher) =>
        cipher.DecryptOrNull("aadhaar_last4", document.AadhaarLast4);

    private static Gstin? GstinOf(PiiDocument document, FieldCipher cipher) =>
        Value<Gstin>(cipher.DecryptOrNull("gstin", document.Gstin));

    private static Pan? PanOf(PiiDocument document, FieldCipher cipher) =>
        Value<Pan>(cipher.DecryptOrNull("pan", document.Pan));

    private static LocalDate? BirthOf(PiiDocument document, FieldCipher cipher) =>
        Date(cipher.DecryptOrNull("date_of_birth", document.DateOfBirth));

    private static Phone[] Phones(PiiDocument document, FieldCipher cipher) =>
        Each(
            document.Phones,
            (phone, i) => Phone(phone, cipher.Decrypt($"phones/{i}", phone.E164))
        );

    private static Email[] Emails(PiiDocument document, FieldCipher cipher) =>
        Each(
            document.Emails,
            (email, i) => Email(email, cipher.Decrypt($"emails/{i}", email.Address))
        );

    private static PostalAddress[] Addresses(PiiDocument document, FieldCipher cipher) =>
        Each(
            document.Addresses,
            (address, i) => Address(cipher.Decrypt($"addresses/{i}", address))
        );

    private static Phone Phone(EncryptedPhone phone, string e164) =>
        new(Value<PhoneNumber>(e164)!.Value)
        {
            Kind = phone.Kind,
            Primary = phone.Primary,
            VerifiedAt = phone.VerifiedAt,
        };

    private static Email Email(EncryptedEmail email, string address) =>
        new(Value<EmailAddress>(address)!.Value)
        {
            Primary = email.Primary,
            VerifiedAt = email.VerifiedAt,
        };

    private static PostalAddress Address(string json) =>
        JsonSerializer.Deserialize(json, AddressJson.Stored.PostalAddress)!;

    private static LocalDate? Date(string? text) =>
        text is null ? null : LocalDatePattern.Iso.Parse(text).Value;

    private static string? Text(LocalDate? date) =>
        date is { } given ? LocalDatePattern.Iso.Format(given) : null;

    /// <summary>The vault only encrypted what had parsed, so a value that does not is a broken
    /// invariant.</summary>
    private static TValue? Value<TValue>(string? text)
        where TValue : struct, IPersonalValue<TValue>
    {
        if (text is null)
            return null;
        return TValue.TryParse(text, out var value, out var reason)
            ? value
            : throw new InvalidOperationException(
                $"an encrypted value opens to something else: {reason}"
            );
    }

    private static TResult[] Each<TItem, TResult>(
        IReadOnlyList<TItem> items,
        Func<TItem, int, TResult> map
    )
    {
        if (items.Count == 0)
            return [];
        var results = new TResult[items.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = map(items[i], i);
        return results;
    }
}

[JsonSerializable(typeof(PostalAddress))]
internal sealed partial class AddressJson : JsonSerializerContext
{
    public static readonly AddressJson Stored = new(DocumentJson.NewOptions());
}
