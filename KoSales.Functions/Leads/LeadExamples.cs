using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Places;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Handing;

namespace KoSales.Functions.Leads;

internal static class LeadExamples
{
    /// <summary>A dealer who came in over the website.</summary>
    public static readonly LeadView Ramesh = new()
    {
        Id = LeadId.Of(ExampleNames.Lead),
        Version = 3,
        PiiId = ExampleNames.Pii,
        DisplayName = "Ramesh P.",
        BusinessName = "Shri Krishi Kendra",
        PhoneMasked = "+91******3210",
        EmailMasked = "r***@example.in",
        Kind = BuyerKind.Dealer,
        Source = new LeadSource(SourceChannel.Website, Campaign: "kharif-26"),
        Address = new Locality("Ichhawar", "Sehore", "23", "466001"),
        Language = "hi",
        ExternalRef = "WEB-1001",
        Crops = ["soybean"],
        Products = ["humic_acid"],
        Tags = ["hot"],
        LandAcres = 12.5m,
        Status = LeadStatus.Open,
        PipelineId = ExampleNames.Pipeline,
        Stage = "new",
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        AssignedAt = ExampleNames.After(40),
        Assignment = new LeadAssignment(AssignmentMode.Auto),
        Score = 55,
        Rating = LeadRating.Warm,
        ScoreReasons =
        [
            new ScoreReason("SR-1", "A dealer", 30),
            new ScoreReason("SR-2", "Has a phone", 25),
        ],
        NextActionAt = ExampleNames.After(60),
        DoNotContact = false,
        Consent = [new ShownConsent("marketing", "whatsapp", true, ExampleNames.Start, "website")],
        Custom = new Dictionary<string, JsonElement>
        {
            ["irrigation"] = JsonElement.Parse("\"drip\""),
        },
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(40),
        CreatedBy = ExampleNames.Admin,
        UpdatedBy = ExampleNames.Agent,
    };

    private static readonly LeadView Lost = Ramesh with
    {
        Status = LeadStatus.Lost,
        Stage = "lost",
        LostReason = "buys from a cooperative",
    };

    private static readonly LeadView Junk = Ramesh with
    {
        Status = LeadStatus.Junk,
        Stage = "junk",
        LostReason = "the number belongs to somebody else",
    };

    public static readonly ContractExample[] All =
    [
        .. Bodies(),
        ContractExample.Of(Ramesh),
        ContractExample.Of(Lost, "LeadsLose"),
        ContractExample.Of(Junk, "LeadsJunk"),
        ContractExample.Of(Ramesh with { LeaseUntil = ExampleNames.After(70) }, "LeadsClaimNext"),
        ContractExample.Of(new EnquiryNoted(true, OwnerName: null, TeamName: "North")),
        .. Batch(),
    ];

    private static ContractExample[] Bodies() =>
        [
            ContractExample.Of(Create()),
            ContractExample.Of(
                new EditLead
                {
                    Kind = BuyerKind.Dealer,
                    BusinessName = "Shri Krishi Kendra",
                    Address = new AddressBody { Pincode = "466001" },
                    Tags = ["hot", "kharif-26"],
                }
            ),
            ContractExample.Of(
                new StartLeadPipeline { WorkflowId = ExampleNames.PipelineWorkflow }
            ),
            ContractExample.Of(
                new AssignEntity
                {
                    AgentId = ExampleNames.Agent,
                    Cascade = new CascadeBody { Tasks = RelationPolicy.TransferIfOldOwners },
                }
            ),
            ContractExample.Of(new LeadReason { Reason = "buys from a cooperative" }),
            ContractExample.Of(
                new LeadReason { Reason = "the number belongs to somebody else" },
                "LeadsJunk"
            ),
            ContractExample.Of(
                new LeadReason { Reason = "asked for a new quotation" },
                "LeadsReopen"
            ),
            ContractExample.Of(
                new RequestHandover
                {
                    Phone = "98765 43210",
                    Reason = "buys at my counter since June",
                }
            ),
        ];

    private static CreateLead Create() =>
        new()
        {
            Kind = BuyerKind.Farmer,
            Name = "Ramesh Patel",
            Phone = "098765 43210",
            Email = "ramesh@example.in",
            Source = new SourceBody { Channel = SourceChannel.Website, Campaign = "kharif-26" },
            Address = new AddressBody
            {
                Village = "Ichhawar",
                District = "Sehore",
                StateCode = "23",
                Pincode = "466001",
            },
            Language = "hi",
            Crops = ["soybean"],
            Products = ["humic_acid"],
            Tags = ["hot"],
            LandAcres = 12.5m,
            Consent =
            [
                new ConsentBody
                {
                    Purpose = "marketing",
                    Channel = ConsentChannel.Whatsapp,
                    Given = true,
                    Source = "website",
                },
            ],
        };

    private static ContractExample[] Batch() =>
        [
            ContractExample.Of(
                new BatchBody
                {
                    Operations =
                    [
                        new BatchOperation
                        {
                            Op = "create",
                            Body = JsonElement.Parse(
                                """{"kind": "farmer", "name": "Sunita Devi", "phone": "98000 00001", "source": {"channel": "event"}}"""
                            ),
                        },
                        new BatchOperation
                        {
                            Op = "update",
                            Id = ExampleNames.Lead,
                            IfMatch = "\"K0-100001-3\"",
                            Body = JsonElement.Parse("""{"tags": ["hot", "kharif-26"]}"""),
                        },
                        new BatchOperation { Op = "delete", Id = ExampleNames.OtherLead },
                    ],
                }
            ),
            ContractExample.Of(
                new BatchAnswer([
                    new BatchResult(0, 201, "K0-100003", null),
                    new BatchResult(1, 200, ExampleNames.Lead, null),
                    new BatchResult(
                        2,
                        404,
                        ExampleNames.OtherLead,
                        ProblemDocument.Element(
                            [Domain.Kernel.Fault.NotFound("lead", ExampleNames.OtherLead)],
                            "4bf92f3577b34da6a3ce929d0e0e4736"
                        )
                    ),
                ])
            ),
        ];
}
