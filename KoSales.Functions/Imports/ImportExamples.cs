namespace KoSales.Functions.Imports;

internal static class ImportExamples
{
    private const string File = """
        Lead Number,Name,Mobile,City,State
        1001,Ramesh Patel,98765 43210,Sehore,Madhya Pradesh
        1002,Shri Krishi Kendra,98000 00001,Nashik,Maharashtra

        """;

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
