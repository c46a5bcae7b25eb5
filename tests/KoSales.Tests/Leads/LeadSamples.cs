using System.Text.Json;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.Api.Patching;
using KoSales.Functions.Leads;
using NodaTime;

namespace KoSales.Tests.Leads;

internal static class LeadSamples
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    public static readonly Actor Manager = new("A0-0002", [Role.Manager], "TM-1");

    public static readonly Actor Agent = new("A0-0003", [Role.Agent], "TM-1");

    public static readonly MaskedFields Ramesh = new(
        "Ramesh P.",
        "+91******3210",
        "r****@example.in",
        "p1",
        "e1",
        null
    );

    public static readonly EntityInput Input = new()
    {
        Name = "Ramesh Patel",
        Phone = "098765 43210",
        Email = "Ramesh@Example.in",
        Fields = new Dictionary<string, object?>
        {
            ["kind"] = BuyerKind.Farmer,
            ["source.channel"] = SourceChannel.Website,
            ["source.campaign"] = "kharif-26",
            ["address.district"] = "Sehore",
            ["address.state_code"] = "23",
            ["address.pincode"] = "466001",
            ["crops"] = new[] { "soybean" },
            ["tags"] = new[] { "hot" },
        },
    };

    /// <summary>A checked merge patch of a lead.</summary>
    public static PatchRequest<EditLead> Patch(string patch, string ifMatch = "*") =>
        new(
            new PatchRequest(JsonElement.Parse(patch), IfMatch.Parse(ifMatch)),
            JsonSerializer.Deserialize(patch, LeadContractsJson.Wire.EditLead)!
        );

    public static Command By(Actor actor) => new(actor, Now, "trace");

    public static Command At(Instant now) => new(Manager, now, "trace");

    public static Lead Open { get; } =
        LeadDecisions
            .Create(
                EntityIds.At<LeadId>(1),
                "PII-1",
                new LeadDraftParser(KoSales.Domain.CustomFields.CustomFieldSet.Empty)
                    .Parse(Input, SourceChannel.Manual)
                    .Value.Fields,
                Ramesh,
                By(Manager)
            )
            .Entity;

    public static Lead Lost { get; } = Open.Lose("no money", By(Manager)).Value.Entity;

    public static Lead Junk { get; } = Open.Junk("wrong number", By(Manager)).Value.Entity;

    public static Lead Converted { get; } = Open with { Status = LeadStatus.Converted };

    public static Lead Erased { get; } = Open with { ErasedAt = Now };
}
