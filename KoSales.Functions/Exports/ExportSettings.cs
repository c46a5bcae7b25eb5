namespace KoSales.Functions.Exports;

/// <summary>Section <c>KoSales:Export</c>.</summary>
public sealed class ExportSettings
{
    public const string Section = "KoSales:Export";

    /// <summary>How long a finished export can be downloaded.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Records per part, 1,000 to 1,000,000; pause and cancel take effect between parts.</summary>
    public int RowsPerPart { get; set; } = 25_000;

    /// <summary>The first sentence that says what is wrong, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { KeepFor: var keep } when keep <= TimeSpan.Zero || keep > TimeSpan.FromDays(30) =>
                $"{Section}:KeepFor is {keep}, but must be above 0 and at most 30 days.",
            { RowsPerPart: < 1_000 or > 1_000_000 } =>
                $"{Section}:RowsPerPart is {RowsPerPart}, but must be 1,000 to 1,000,000.",
            _ => null,
        };
}
