using System.Security.Cryptography;
using KoSales.Domain.Pii;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;
using NodaTime;

namespace KoSales.Tests.Pii;

/// <summary>Keys, data and commands that the tests of this folder share.</summary>
internal static class PiiFixture
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);
    public static readonly EntityRef Lead = new(EntityKind.Lead, "K0-100001");
    public static readonly PiiId Id = new("PII-40");

    public static PersonalData Everything { get; } =
        new()
        {
            FullName = "Ramesh Patel",
            Phones =
            [
                new Phone(PhoneOf("9876543210")),
                new Phone(PhoneOf("022 2654 3210"))
                {
                    Kind = PhoneKind.Landline,
                    Primary = true,
                    VerifiedAt = Now,
                },
            ],
            Emails = [new Email(EmailOf("ramesh@example.in"))],
            Addresses =
            [
                new PostalAddress
                {
                    Line1 = "12 Mandi Road",
                    Village = "Ashta",
                    StateCode = "23",
                    Pincode = "466116",
                },
            ],
            Gstin = Gstin.TryParse("27AAPFU0939F1ZV", out var gstin) ? gstin : null,
            Pan = Pan.TryParse("ABCPE1234F", out var pan) ? pan : null,
            AadhaarLast4 = "4321",
            DateOfBirth = new LocalDate(1980, 5, 17),
        };

    public static PhoneNumber PhoneOf(string text) =>
        PhoneNumber.TryParse(text, out var phone) ? phone : throw new ArgumentException(text);

    public static EmailAddress EmailOf(string text) =>
        EmailAddress.TryParse(text, out var email) ? email : throw new ArgumentException(text);

    public static Command CommandOf(params Role[] roles) =>
        new(new Actor("A0-0002", roles, "TM-1"), Now, new string('a', 32));

    public static PiiKeys KeysOf(params string[] ids) =>
        new(
            ids.ToDictionary(
                id => id,
                id => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id))
            ),
            ids[^1],
            SHA256.HashData("index"u8)
        );

    public static PiiVault VaultOf(IDocumentStore store, PiiKeys keys) =>
        new(store, new KeyRing(keys), new BlindIndex(keys));

    /// <summary>What an add would commit.</summary>
    public static PiiRecord Encrypted(PiiVault vault, PersonalData data, PiiId? id = null)
    {
        var batch = new WriteBatch();
        vault.Add(batch, id ?? Id, Lead, data, CommandOf(Role.Agent));
        return new PiiRecord(Inserted(batch, Piis.Collection), Inserted(batch, Piis.Keys));
    }

    public static T Inserted<T>(WriteBatch batch, Collection<T> collection)
        where T : Document
    {
        var insert = batch
            .Operations.OfType<WriteOperation.Insert>()
            .Single(o => o.Collection == collection);
        return collection.Read(new RawDocument(insert.Id, 1, insert.Json));
    }
}
