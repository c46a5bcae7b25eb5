namespace KoSales.Functions.Imports;

internal static class ImportExamples
{
    private const string File = """
        Lead Number,Name,Mobile,City,State
        1001,Ramesh Patel,98765 43210,Sehore,Madhya Pradesh
        1002,Shri Krishi Kendra,98000 00001,Nashik,Maharashtra

        """;

    private const string Contacts = """
        Name,Mobile,Firm,Kind
        Ramesh Patel,98765 43210,Patel Krishi Kendra,dealer

        """;

    private const string Customers = """
        Code,Firm,Kind,City
        ACC-17,Patel Krishi Kendra,dealer,Sehore

        """;

    private const string Deals = """
        Opportunity,Title,Agent,Stage,Value,Closed on
        OPP-1001,Humic acid for kharif,Asha Verma,Won,48500.00,2026-11-20
        OPP-1002,NPK 19:19:19,asha@example.in,Quoted,12000.00,

        """;

    /// <summary>For the file of contacts, as the next for that of customers and the last for that of
    /// deals.</summary>
    public const string ContactOptions =
        "{\"mapping\":{\"Name\":\"name\",\"Mobile\":\"phone\",\"Firm\":\"company\",\"Kind\":\"kind\"}}";

    public const string CustomerOptions =
        "{\"mapping\":{\"Code\":\"external_id\",\"Firm\":\"name\",\"Kind\":\"kind\"}}";

    public const string DealOptions =
        "{\"mapping\":{\"Opportunity\":\"external_ref\",\"Title\":\"title\",\"Stage\":\"stage\"}}";

    private static readonly Dictionary<string, string> Mapping = new()
    {
        ["Lead Number"] = "external_ref",
        ["Name"] = "name",
        ["Mobile"] = "phone",
        ["City"] = "address.district",
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Text(File, "LeadsImport"),
        ContractExample.Text(Contacts, "ContactsImport"),
        ContractExample.Text(Customers, "CustomersImport"),
        ContractExample.Text(Deals, "DealsImport"),
        ContractExample.Of(
            new SuggestMapping { Columns = ["Lead Number", "Name", "Mobile", "City", "Owner"] }
        ),
        ContractExample.Of(
            new SuggestedMapping(
                Mapping,
                [.. Mapping.Select(m => new SuggestedColumn(m.Key, m.Value, 0.9m))],
                Unmapped: ["Owner"],
                Defaults: new Dictionary<string, string> { ["kind"] = "farmer" },
                ValueMap: new Dictionary<string, IReadOnlyDictionary<string, string>>
                {
                    ["source.channel"] = new Dictionary<string, string> { ["*"] = "other" },
                }
            )
        ),
    ];
}
