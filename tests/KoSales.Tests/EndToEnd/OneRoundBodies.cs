namespace KoSales.Tests.EndToEnd;

/// <summary>A body with faults of form and faults against rules.</summary>
/// <param name="Pointers">Of all of them.</param>
public sealed record OneRoundBody(
    string Function,
    string Path,
    string Json,
    params IReadOnlyList<string> Pointers
)
{
    public bool IsPatch => Function.EndsWith("Patch", StringComparison.Ordinal);

    /// <summary>What is put in the place of what was there.</summary>
    public bool IsPut => Function.EndsWith("Write", StringComparison.Ordinal);
}

/// <summary>One bad body for every function that takes one; each feature has a file of them.</summary>
internal static partial class OneRoundBodies
{
    private const string BadRule = """{"field": "nix", "op": "eq", "value": 1}""";

    /// <summary>Bodies that only their form can be wrong about, and why.</summary>
    public static IReadOnlyDictionary<string, string> WithoutRules { get; } =
        new[]
        {
            SellingWithoutRules,
            ConnectingWithoutRules,
            PeopleWithoutRules,
            DefinitionsWithoutRules,
            WorkflowsWithoutRules,
            CohortsWithoutRules,
            WorkWithoutRules,
        }
            .SelectMany(table => table)
            .ToDictionary();

    public static IReadOnlyList<OneRoundBody> All { get; } =
    [
        .. Connecting(),
        .. People(),
        .. Selling(),
        .. Definitions(),
        .. Workflows(),
        .. Cohorts(),
        .. Work(),
    ];
}
