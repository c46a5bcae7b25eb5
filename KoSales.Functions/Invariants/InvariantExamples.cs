namespace KoSales.Functions.Invariants;

internal static class InvariantExamples
{
    private const string Line = """
        {"check":"pipelines","subject":"LP-9","detail":"it belongs to somebody else than its entity"}

        """;

    public static readonly ContractExample[] All = [ContractExample.Text(Line, "AdminInvariants")];
}
