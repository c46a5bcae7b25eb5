using NodaTime;

namespace KoSales.Domain.Taxes;

/// <summary>The rates of agri-inputs with which a new installation begins. Rows are data: they are ended
/// and added to, never overwritten.</summary>
/// <remarks>
/// Read off notifications 1/2017 (rates) and 2/2017-Central Tax (Rate) (exempt goods) of 28 June 2017 with
/// their amendments, and 9/2025 and 10/2025-Central Tax (Rate) of 17 September 2025, which supersede them
/// from 22 September 2025. Central tax is half of what stands here. A code often covers goods of several
/// rates; the row has that of the goods which this trade mostly sells, or the higher one where that is
/// open, and its note names the others, which a line is then given by hand.
/// </remarks>
public static class GstSeed
{
    private const string Rates2017 = "Notification 1/2017-Central Tax (Rate), 28 June 2017";
    private const string Nil2017 = "Notification 2/2017-Central Tax (Rate), 28 June 2017";
    private const string Rates2025 = "Notification 9/2025-Central Tax (Rate), 17 September 2025";
    private const string Nil2025 = "Notification 10/2025-Central Tax (Rate), 17 September 2025";

    private const string FertiliserNote =
        "Fertilisers; goods clearly not to be used as fertilisers are 18 %.";

    private const string MicronutrientNote =
        "Micronutrients of item 1(g) of Schedule 1, Part A, of the Fertiliser Control Order 1985, made by "
        + "a manufacturer registered under it; other goods of the code are 18 %.";

    private static readonly LocalDate GstBegan = new(2017, 7, 1);
    private static readonly LocalDate SprayersReduced = new(2018, 1, 25);

    private static readonly Goods[] Known =
    [
        Nil("1209", "Seeds, fruit and spores for sowing; not those for any other use."),
        new("3002", 12, 5)
        {
            Note = "Cultures of micro-organisms, such as bio-fertilisers sold as cultures.",
        },
        new("3101", 5, 5)
        {
            Serial = ", Schedule I, S. No. 182",
            Note =
                "Organic fertilisers in branded unit containers, such as humic and seaweed "
                + "preparations; loose or unbranded organic manure is nil.",
        },
        Fertiliser("3102", "182A"),
        Fertiliser("3103", "182B"),
        Fertiliser("3104", "182C"),
        Fertiliser("3105", "182D"),
        new("3808", 18, 18)
        {
            Note =
                "Insecticides, fungicides, herbicides, rodenticides. The bio-pesticides that the "
                + "notification names (Bacillus thuringiensis, Trichoderma, Pseudomonas fluorescens, "
                + "Beauveria, NPV, neem based, Cymbopogon) were 12 % and are 5 %.",
        },
        new("380893", 18, 18)
        {
            Note = "Herbicides and plant-growth regulators. Gibberellic acid was 12 % and is 5 %.",
        },
        new("3824", 18, 18)
        {
            Note =
                "Chemical preparations, such as bio-stimulants that are no fertiliser. "
                + "Micronutrients of the Fertiliser Control Order were 12 % and are 5 %.",
        },
        new("2922", 18, 18) { Note = "Amino acids as such; as a fertiliser see 3101 and 3105." },
        new("283325", 12, 5) { Note = MicronutrientNote },
        new("283329", 12, 5) { Note = MicronutrientNote },
        new("2840", 12, 5) { Note = MicronutrientNote },
        new("8424", 18, 18)
        {
            Note =
                "Appliances for spraying. Nozzles of drip and sprinkler equipment were 12 % and "
                + "are 5 %.",
        },
        Sprayer("842441", "Portable sprayers for agriculture and horticulture."),
        Sprayer("842449", "Other sprayers for agriculture and horticulture."),
        Sprayer("842482", "Sprinklers and drip irrigation systems with their laterals."),
        Nil("8201", "Hand tools for agriculture, horticulture and forestry."),
        new("8432", 12, 5) { Note = "Machinery for soil preparation and cultivation." },
        new("8433", 12, 5) { Note = "Harvesting and threshing machinery." },
        new("8436", 12, 5) { Note = "Other machinery for agriculture and horticulture." },
    ];

    /// <summary>By code, then by time. Two rows of each code: until the reform, and since.</summary>
    public static IReadOnlyList<GstRate> Rows { get; } = [.. Known.SelectMany(g => g.Rows())];

    private static Goods Nil(string hsn, string note) =>
        new(hsn, 0, 0)
        {
            Before = Nil2017,
            Since = Nil2025,
            Note = note,
        };

    private static Goods Fertiliser(string hsn, string serial) =>
        new(hsn, 5, 5)
        {
            Serial = $", Schedule I, S. No. {serial} (18/2017-Central Tax (Rate))",
            Note = FertiliserNote,
        };

    private static Goods Sprayer(string hsn, string note) =>
        new(hsn, 12, 5)
        {
            From = SprayersReduced,
            Serial = ", Schedule II, S. No. 195B (6/2018-Central Tax (Rate))",
            Note = note + " Mechanical ones; others of the code are 18 %.",
        };

    private sealed record Goods(string Hsn, decimal Old, decimal New)
    {
        public LocalDate From { get; init; } = GstBegan;

        public string Before { get; init; } = Rates2017;

        public string Since { get; init; } = Rates2025;

        /// <summary>Where in the old notification.</summary>
        public string Serial { get; init; } = "";

        public required string Note { get; init; }

        public IEnumerable<GstRate> Rows() =>
            [
                new GstRate
                {
                    Hsn = Hsn,
                    Rate = Old,
                    ValidFrom = From,
                    ValidTo = GstSlabs.Reform.PlusDays(-1),
                    Source = Before + Serial,
                    Note = Note,
                },
                new GstRate
                {
                    Hsn = Hsn,
                    Rate = New,
                    ValidFrom = GstSlabs.Reform,
                    Source = Since,
                    Note = Note,
                },
            ];
    }
}
