using System.Text.Json;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.SignalSources.Taking;

namespace KoSales.Functions.SignalSources;

internal static class SignalSourceExamples
{
    private const string Delivery = """
        {"kind": "web_form", "external_id": "f-1", "occurred_at": "2026-11-22T07:30:00.000Z",
         "data": {"name": "Ramesh Patel", "phone": "9876543210", "message": "Humic acid for ten acres of soybean"}}
        """;

    private const string Token = "Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R";

    private static readonly SignalMapping Mapping = new()
    {
        Fields =
        [
            new MappedField(SignalFields.DedupeKey, ["/external_id"]),
            new MappedField("name", ["/data/name"]),
            new MappedField("phone", ["/data/phone", "/data/mobile"]),
            new MappedField("kind", [], "farmer"),
        ],
    };

    private static readonly SignalMappingBody MappingBody = new()
    {
        Fields =
        [
            new MappedFieldBody { Field = SignalFields.DedupeKey, From = ["/external_id"] },
            new MappedFieldBody { Field = "phone", From = ["/data/phone", "/data/mobile"] },
            new MappedFieldBody { Field = "kind", Default = "farmer" },
        ],
    };

    private static readonly ClosedLeadsBody ClosedLeads = new()
    {
        Lost = new ClosedLeadRuleBody { Action = ClosedLeadAction.Reopen, WithinDays = 180 },
        Junk = new ClosedLeadRuleBody { Action = ClosedLeadAction.Note },
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateSignalSource
            {
                Key = "website",
                Name = "Web site",
                Preset = SignalPreset.WebForm,
                Scheme = SignalScheme.PathToken,
                ClosedLeads = ClosedLeads,
                Assignment = new SignalAssignmentBody { Auto = true },
            }
        ),
        ContractExample.Of(
            new EditSignalSource { Mapping = MappingBody, ClosedLeads = ClosedLeads }
        ),
        ContractExample.Of(
            new CreatedSignalSource
            {
                Id = SignalSourceId.Of(ExampleNames.SignalSource),
                Version = 1,
                Key = "website",
                Name = "Web site",
                Preset = SignalPreset.WebForm,
                Scheme = SignalScheme.PathToken,
                Kind = SignalKind.WebForm,
                Mapping = Mapping,
                ClosedLeads = ClosedLeadPolicy.Usual,
                Assignment = new SignalAssignment(Auto: true),
                Active = true,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.Start,
                WebhookPath = $"/api/v1/webhooks/signals/website/{Token}",
                Secret = Token,
                FormPath = "/api/v1/forms/website",
            }
        ),
        ContractExample.Of(
            new SignalSourceView
            {
                Id = SignalSourceId.Of(ExampleNames.SignalSource),
                Version = 1,
                Key = "website",
                Name = "Web site",
                Preset = SignalPreset.WebForm,
                Scheme = SignalScheme.PathToken,
                Kind = SignalKind.WebForm,
                Mapping = Mapping,
                ClosedLeads = ClosedLeadPolicy.Usual,
                Assignment = new SignalAssignment(Auto: true),
                Active = true,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.Start,
            }
        ),
        ContractExample.Of(new RotateSignalSecret { GraceHours = 48 }),
        ContractExample.Of(
            new CreateSignal
            {
                Kind = SignalKind.MissedCall,
                DedupeKey = "exo-771",
                OccurredAt = ExampleNames.Start,
                Name = "Ramesh Patel",
                Phone = "9876543210",
            }
        ),
        ContractExample.Of(
            new PreviewSignal
            {
                Preset = SignalPreset.WebForm,
                Mapping = MappingBody,
                Payload = new Dictionary<string, JsonElement>
                {
                    ["external_id"] = JsonElement.Parse("\"f-1\""),
                    ["data"] = JsonElement.Parse(
                        """{"name": "Ramesh Patel", "phone": "9876543210"}"""
                    ),
                },
            }
        ),
        ContractExample.Of(
            new SignalPreview
            {
                Signals =
                [
                    new PreviewedSignal
                    {
                        Kind = SignalKind.WebForm,
                        DedupeKey = "f-1",
                        OccurredAt = ExampleNames.Start,
                        Fields =
                        [
                            new PreviewedField("name", "Ramesh P."),
                            new PreviewedField("phone", "+91******3210"),
                            new PreviewedField("kind", "farmer"),
                        ],
                        Left = [],
                        Move = SignalMove.Add,
                        Target = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                        Known = false,
                        Candidates =
                        [
                            new PreviewedCandidate(
                                EntityKind.Lead,
                                new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                                true
                            ),
                        ],
                    },
                ],
            }
        ),
        ContractExample.Text(Delivery, "WebhooksSignals", "WebhooksSignalsByToken"),
        ContractExample.Text("1158201444", "WebhooksSignalsVerify"),
        ContractExample.Text("<!DOCTYPE html><html lang=\"en\">…</html>", "FormsShow"),
    ];
}
