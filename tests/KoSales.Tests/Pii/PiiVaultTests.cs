using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;
using Moq;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii;

public sealed class PiiVaultTests
{
    private static readonly PiiField[] AllFields = Enum.GetValues<PiiField>();
    private readonly PiiVault _vault = VaultOf(
        Mock.Of<IDocumentStore>(MockBehavior.Strict),
        KeysOf("k1")
    );

    [Fact]
    public void What_was_encrypted_opens_to_the_same_data()
    {
        var opened = _vault.Open(Encrypted(_vault, Everything), AllFields);
        Assert.Equal(
            JsonSerializer.Serialize(
                Everything with
                {
                    Phones = [Everything.Phones[0], Everything.Phones[1]],
                    Emails = [Everything.Emails[0] with { Primary = true }],
                }
            ),
            JsonSerializer.Serialize(opened)
        );
    }

    [Fact]
    public void Only_the_fields_asked_for_are_opened()
    {
        var opened = _vault.Open(Encrypted(_vault, Everything), [PiiField.Pan]);
        Assert.Equal("ABCPE1234F", opened.Pan?.Number);
        Assert.Null(opened.FullName);
        Assert.Empty(opened.Phones);
    }

    [Fact]
    public void Nothing_of_the_data_is_readable_in_what_is_written()
    {
        var batch = new WriteBatch();
        _vault.Add(batch, Id, Lead, Everything, CommandOf(Role.Agent));
        foreach (
            var written in batch
                .Operations.Cast<WriteOperation.Insert>()
                .Select(o => Encoding.UTF8.GetString(o.Json))
        )
        {
            foreach (
                var secret in new[]
                {
                    "9876543210",
                    "2226543210",
                    "amesh",
                    "Patel",
                    "AAPFU0939F",
                    "ABCPE",
                    "Mandi",
                    "Ashta",
                    "466116",
                    "1980-05",
                    "\"key\"",
                    "is_erased",
                }
            )
                Assert.DoesNotContain(secret, written, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void The_face_shows_the_primary_phone_and_the_indexes_find_every_one()
    {
        var masked = _vault.Add(new WriteBatch(), Id, Lead, Everything, CommandOf(Role.Agent));
        Assert.Equal(
            ("+91******3210", "r****@example.in"),
            (masked.PhoneMasked, masked.EmailMasked)
        );
        Assert.Equal(_vault.PhoneIndexOf(PhoneOf("+91 22 26543210")), masked.PhoneIndex);
        Assert.Equal(
            [_vault.PhoneIndexOf(PhoneOf("09876543210")), masked.PhoneIndex!],
            masked.PhoneIndexes
        );
        Assert.Equal(_vault.EmailIndexOf(EmailOf("RAMESH@example.in")), masked.EmailIndex);
        Assert.Equal(_vault.GstinIndexOf(Everything.Gstin!.Value), masked.GstinIndex);
        Assert.Equal(_vault.PanIndexOf(Everything.Pan!.Value), masked.PanIndex);
    }

    [Fact]
    public void A_subject_without_phone_and_e_mail_has_an_empty_face() =>
        Assert.Equal(
            new PiiMaskedFields(null, null, null, null, null, null),
            _vault.Add(
                new WriteBatch(),
                Id,
                Lead,
                new PersonalData { FullName = "A" },
                CommandOf(Role.Agent)
            ) with
            {
                PhoneIndexes = [],
                EmailIndexes = [],
            }
        );

    [Fact]
    public void The_same_value_encrypted_twice_looks_different_but_is_found_under_one_index()
    {
        var (first, second) = (
            Encrypted(_vault, Everything).Document,
            Encrypted(_vault, Everything, new PiiId("PII-41")).Document
        );
        Assert.NotEqual(first.Phones[0].E164, second.Phones[0].E164);
        Assert.Equal(first.PhoneIndex, second.PhoneIndex);
    }

    [Fact]
    public void Every_flipped_byte_is_detected()
    {
        var record = Encrypted(_vault, Everything);
        var value = record.Document.FullName!;
        for (var i = 0; i < value.Length; i++)
        {
            var flipped = value[..i] + (char)(value[i] ^ 1) + value[(i + 1)..];
            Assert.ThrowsAny<CryptographicException>(() =>
                _vault.Open(
                    record with
                    {
                        Document = record.Document with { FullName = flipped },
                    },
                    [PiiField.FullName]
                )
            );
        }
    }

    [Fact]
    public void A_value_cut_short_or_in_the_clear_is_refused()
    {
        var record = Encrypted(_vault, Everything);
        foreach (
            var value in new[]
            {
                "",
                "Ramesh Patel",
                "v1:1:",
                "v1:1:AAAA",
                "v2:1:" + record.Document.FullName![5..],
                record.Document.FullName[..^4],
            }
        )
            Assert.ThrowsAny<CryptographicException>(() =>
                _vault.Open(
                    record with
                    {
                        Document = record.Document with { FullName = value },
                    },
                    [PiiField.FullName]
                )
            );
    }

    [Fact]
    public void A_value_moved_to_another_field_does_not_open()
    {
        var record = Encrypted(_vault, Everything);
        var swapped = record with
        {
            Document = record.Document with
            {
                FullName = record.Document.Pan,
                Phones = [.. record.Document.Phones.Reverse()],
            },
        };
        Assert.ThrowsAny<CryptographicException>(() => _vault.Open(swapped, [PiiField.FullName]));
        Assert.ThrowsAny<CryptographicException>(() => _vault.Open(swapped, [PiiField.Phones]));
    }

    [Fact]
    public void A_value_or_key_moved_to_another_document_does_not_open()
    {
        var (mine, other) = (
            Encrypted(_vault, Everything),
            Encrypted(_vault, Everything, new PiiId("PII-41"))
        );
        Assert.ThrowsAny<CryptographicException>(() =>
            _vault.Open(
                other with
                {
                    Document = other.Document with { FullName = mine.Document.FullName },
                },
                [PiiField.FullName]
            )
        );
        Assert.ThrowsAny<CryptographicException>(() =>
            _vault.Open(
                new PiiRecord(
                    other.Document with
                    {
                        FullName = mine.Document.FullName,
                    },
                    mine.Key! with
                    {
                        Id = other.Document.Id,
                    }
                ),
                [PiiField.FullName]
            )
        );
        Assert.ThrowsAny<CryptographicException>(() =>
            _vault.Open(other with { Key = mine.Key }, [PiiField.FullName])
        );
    }

    [Fact]
    public void Without_its_key_an_old_copy_of_a_document_is_unreadable()
    {
        var copy = Encrypted(_vault, Everything).Document;
        Assert.Throws<InvalidOperationException>(() =>
            _vault.Open(new PiiRecord(copy, null), AllFields)
        );
        var replacement = Encrypted(_vault, new PersonalData(), copy.Id).Key;
        Assert.ThrowsAny<CryptographicException>(() =>
            _vault.Open(new PiiRecord(copy, replacement), AllFields)
        );
    }

    [Fact]
    public void Keys_that_are_no_longer_active_still_open_what_they_wrapped()
    {
        var record = Encrypted(VaultOf(Mock.Of<IDocumentStore>(), KeysOf("k1")), Everything);
        var rotated = VaultOf(Mock.Of<IDocumentStore>(), KeysOf("k1", "k2"));
        Assert.Equal("Ramesh Patel", rotated.Open(record, AllFields).FullName);
        Assert.Equal("k2", Encrypted(rotated, Everything).Key!.KeyId);
        var dropped = VaultOf(Mock.Of<IDocumentStore>(), KeysOf("k2"));
        Assert.Contains(
            "KoSales:Pii:Keys:k1",
            Assert.Throws<KeyUnknownException>(() => dropped.Open(record, AllFields)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_replacement_is_the_next_version_under_the_same_key()
    {
        var record = Encrypted(_vault, Everything);
        var batch = new WriteBatch();
        var masked = _vault
            .Replace(
                batch,
                record,
                Everything with
                {
                    Phones = [new Phone(PhoneOf("8765432109"))],
                },
                CommandOf(Role.Agent)
            )
            .Value;
        var replace = Assert.IsType<WriteOperation.Replace>(Assert.Single(batch.Operations));
        var document = Piis.Collection.Read(new RawDocument(replace.Id, 2, replace.Json));
        Assert.Equal((1, 2), (replace.ExpectedVersion, document.Version));
        Assert.Equal("+91******2109", masked.PhoneMasked);
        Assert.Equal([_vault.PhoneIndexOf(PhoneOf("8765432109"))], document.PhoneIndex);
        Assert.Equal(
            "+918765432109",
            _vault.Open(record with { Document = document }, AllFields).Phones[0].Number.E164
        );
    }

    [Fact]
    public void An_erased_subject_takes_no_new_data()
    {
        var record = Encrypted(_vault, Everything);
        var batch = new WriteBatch();
        var verdict = _vault.Replace(
            batch,
            record with
            {
                Document = record.Document with { ErasedAt = Now },
            },
            Everything,
            CommandOf(Role.Agent)
        );
        Assert.Equal(
            (FaultKind.Gone, "pii.erased"),
            (verdict.Faults[0].Kind, verdict.Faults[0].Code)
        );
        Assert.Empty(batch.Operations);
    }

    [Fact]
    public void An_index_is_the_keyed_hash_of_kind_and_value() =>
        Assert.Equal(
            System.Buffers.Text.Base64Url.EncodeToString(
                HMACSHA256.HashData(KeysOf("k1").Index, "phone:+919876543210"u8)
            ),
            _vault.PhoneIndexOf(PhoneOf("098765 43210"))
        );

    [Fact]
    public void Nothing_prints_personal_data()
    {
        var printed =
            $"{Everything} {Everything.Phones[0]} {Everything.Emails[0]} {Everything.Addresses[0]} {Everything.Gstin} {Everything.Pan} {KeysOf("k1")}";
        foreach (
            var secret in new[]
            {
                "9876543210",
                "ramesh",
                "Patel",
                "AAPFU0939F",
                "ABCPE1234F",
                "Mandi",
            }
        )
            Assert.DoesNotContain(secret, printed, StringComparison.OrdinalIgnoreCase);
    }
}
