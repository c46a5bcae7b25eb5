namespace KoSales.Functions.Api.Requests;

/// <summary><c>KoSales:Cors</c>: which web pages of other origins may call the API from a browser. None by
/// default.</summary>
public sealed class CorsOptions
{
    public const string Section = "KoSales:Cors";

    /// <summary>Origins separated by commas: <c>https://app.example.in,https://admin.example.in</c>.</summary>
    public string Origins { get; set; } = "";

    public IReadOnlySet<string> Allowed =>
        Origins
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        Allowed
            .Where(o =>
                !Uri.TryCreate(o, UriKind.Absolute, out var uri)
                || uri.GetLeftPart(UriPartial.Authority) != o
            )
            .Select(o =>
                $"{Section}:Origins holds {o}, which is not an origin; write scheme, host and port only, such as https://app.example.in."
            )
            .FirstOrDefault();
}
