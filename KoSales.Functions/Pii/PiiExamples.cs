using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii;

internal static class PiiExamples
{
    private static readonly PiiId Id = PiiId.Of(ExampleNames.Pii);

    private static readonly EntityRef[] Subject = [new(EntityKind.Lead, ExampleNames.Lead)];

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new RevealPii { Fields = [PiiField.Phones], Reason = "calling the lead" }
        ),
        ContractExample.Of(
            new ErasePii { Reason = "asked for by the data principal on 20 November" }
        ),
        ContractExample.Of(
            new RecordConsent
            {
                Purpose = "marketing",
                Channel = ConsentChannel.Whatsapp,
                Given = true,
                Source = "website",
            }
        ),
        ContractExample.Of(new RewrapPii { Max = 10_000 }),
        ContractExample.Of(
            new PiiView
            {
                Id = Id,
                Version = 3,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(35),
                CreatedBy = ExampleNames.Admin,
                UpdatedBy = ExampleNames.Agent,
                Subject = Subject,
                Fields = [PiiField.FullName, PiiField.Phones, PiiField.Emails],
                Phones = [new MaskedPhone("+91******3210", PhoneKind.Mobile, true, null)],
                Emails = [new MaskedEmail("r***@example.in", true, null)],
                Consents =
                [
                    new ConsentEntry(
                        "marketing",
                        ConsentChannel.Whatsapp,
                        true,
                        ExampleNames.After(35),
                        "website"
                    ),
                ],
            }
        ),
        ContractExample.Of(
            new RevealedPii
            {
                Phones = [new RevealedPhone("+919876543210", PhoneKind.Mobile, true, null)],
            }
        ),
        ContractExample.Of(
            new ErasureResult(
                Id,
                DryRun: false,
                ExampleNames.After(90),
                Subject,
                [PiiField.FullName, PiiField.Phones, PiiField.Emails],
                [new ErasedCopies("leads", 1), new ErasedCopies("tasks", 2)]
            )
        ),
        ContractExample.Of(new RewrapResult("2026-11", Moved: 9240, Remaining: 0, DryRun: false)),
        ContractExample.Of(
            new PiiAccessView
            {
                Id = "019ab7f0c1a07d3e9b54",
                PiiId = Id,
                Subject = Subject,
                AgentId = ExampleNames.Agent,
                Fields = [PiiField.Phones],
                Reason = "calling the lead",
                At = ExampleNames.After(10),
                TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            }
        ),
    ];
}
