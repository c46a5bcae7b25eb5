using System.Globalization;
using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Filters;
using KoSales.Domain.Leads;
using KoSales.Domain.Places;
using KoSales.Domain.Rules;
using KoSales.Domain.Storage;
using NodaTime;

namespace KoSales.CohortBench;

/// <summary>Leads as the store returns them, about 1,300 bytes each, and what rules may ask of them.</summary>
internal static class BenchLeads
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    public static readonly RuleCatalog Catalog = new(
        LeadFields.With(
            new CustomFieldSet([
                Field("country", CustomFieldType.Text),
                Field("total_visits", CustomFieldType.Number),
            ])
        ),
        new Dictionary<string, FieldType>()
    );

    private static readonly string[] Crops =
    [
        "soybean",
        "wheat",
        "maize",
        "cotton",
        "chilli",
        "onion",
    ];

    public static CompiledRule Compile(string json, RuleFields fields) =>
        CompiledRule.Of(
            RuleCheck.Read(JsonElement.Parse(json), Catalog, CohortLinks.None).Value,
            Catalog,
            fields
        );

    public static RawDocument Raw(int n)
    {
        var lead = Make(n, new Random(n));
        return new RawDocument(lead.Key, lead.Version, LeadStore.Collection.Write(lead));
    }

    public static Lead Make(int n, Random random) => Dated(Worked(Entered(n), n), n, random);

    private static Lead Entered(int n) =>
        new()
        {
            Id = new LeadId(string.Create(CultureInfo.InvariantCulture, $"K0-{100_000 + n}")),
            PiiId = string.Create(CultureInfo.InvariantCulture, $"PII-{n}"),
            DisplayName = "Ramesh P.",
            PhoneMasked = "+91******3210",
            EmailMasked = "r****@gmail.com",
            PhoneIndex = string.Create(
                CultureInfo.InvariantCulture,
                $"Zk3Y1xv0Tn2pQ8cJr5LwE7aHs9UdBf4mGi6o{n:D7}="
            ),
            EmailIndex = "Hb8Qe2Lz5Rw1Tn7Yx4Kc9Vm3Pj6Fd0SgAu5oIrBqCtM=",
            Kind = (BuyerKind)(n % 5),
            Source = new LeadSource((SourceChannel)(n % 11), "kharif-26", "cpc"),
            Address = AddressOf(n),
            Language = n % 2 == 0 ? "hi" : "mr",
            Crops = [Crops[n % 6], Crops[n * 7 % 6]],
            Tags = ["hot", $"t{n % 50}"],
            LandAcres = n % 30 / 2m,
            Custom = CustomOf(n),
        };

    private static Locality AddressOf(int n) =>
        new(
            "Itarsi",
            $"District {n % 40}",
            (10 + (n % 25)).ToString(CultureInfo.InvariantCulture),
            "466001"
        );

    private static Dictionary<string, JsonElement> CustomOf(int n) =>
        new()
        {
            ["country"] = JsonElement.Parse("\"India\""),
            ["total_visits"] = JsonElement.Parse((n % 17).ToString(CultureInfo.InvariantCulture)),
        };

    /// <summary>With what agents and the pipeline make of it.</summary>
    private static Lead Worked(Lead lead, int n) =>
        lead with
        {
            Status = n % 4 == 0 ? LeadStatus.Lost : LeadStatus.Open,
            Stage = "new",
            PipelineId = $"LP-{n}",
            OwnerId = n % 3 == 0 ? null : $"A0-{n % 40:D4}",
            TeamId = "TM-1",
            Score = n * 13 % 101,
        };

    private static Lead Dated(Lead lead, int n, Random random) =>
        lead with
        {
            CreatedAt = Now - Duration.FromMinutes(random.Next(200_000)),
            UpdatedAt = Now - Duration.FromMinutes(random.Next(20_000)),
            LastContactedAt = n % 3 == 0 ? null : Now - Duration.FromMinutes(random.Next(50_000)),
            NextActionAt =
                n % 2 == 0 ? null : Now + Duration.FromMinutes(random.Next(-5_000, 20_000)),
        };

    private static CustomField Field(string key, CustomFieldType type) =>
        new()
        {
            Id = new CustomFieldId("CF-1"),
            Entity = Domain.Kernel.Ids.EntityKind.Lead,
            FieldKey = key,
            Name = key,
            Type = type,
        };
}
