namespace KoSales.Functions.Imports;

/// <summary>Section <c>KoSales:Import</c>.</summary>
public sealed class ImportSettings
{
    public const string Section = "KoSales:Import";

    /// <summary>The most that any setting can allow: 1 GiB.</summary>
    public const long Ceiling = 1024L * 1024 * 1024;

    /// <summary>The largest file in bytes.</summary>
    public long MaxBytes { get; set; } = Ceiling;

    /// <summary>How long a file is kept, encrypted, after its job has ended.</summary>
    public TimeSpan KeepFileFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Rows per transaction, 1 to 500.</summary>
    public int RowsPerChunk { get; set; } = 500;

    /// <summary>The first sentence that says what is wrong, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { MaxBytes: < 1 or > Ceiling } =>
                $"{Section}:MaxBytes is {MaxBytes}, but must be 1 to {Ceiling} bytes.",
            { KeepFileFor: var keep } when keep < TimeSpan.Zero || keep > TimeSpan.FromDays(30) =>
                $"{Section}:KeepFileFor is {keep}, but must be 0 to 30 days.",
            { RowsPerChunk: < 1 or > 500 } =>
                $"{Section}:RowsPerChunk is {RowsPerChunk}, but must be 1 to 500.",
            _ => null,
        };
}
