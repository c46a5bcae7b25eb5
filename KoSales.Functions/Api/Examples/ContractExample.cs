namespace KoSales.Functions.Api.Examples;

/// <summary>A realistic value of a contract, for the OpenAPI document. Each feature lists those of its
/// bodies and answers beside its contracts.</summary>
public sealed record ContractExample
{
    private ContractExample() { }

    public required Type Contract { get; init; }

    public required object Value { get; init; }

    /// <summary>Those for which it stands instead of the contract's usual one; empty for the usual
    /// one.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>Of the contract, wherever a function has none of its own.</summary>
    public static ContractExample Of<T>(T value, params IReadOnlyList<string> functions)
        where T : notnull =>
        new()
        {
            Contract = typeof(T),
            Value = value,
            Functions = functions,
        };

    /// <summary>A body or answer that is no JSON, such as a file.</summary>
    public static ContractExample Text(string value, params IReadOnlyList<string> functions) =>
        Of(value, functions);
}
