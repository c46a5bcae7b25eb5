namespace KoSales.Functions.Orders;

/// <summary>Section <c>KoSales:Inventory</c>: where orders go.</summary>
public sealed class InventorySettings
{
    public const string Section = "KoSales:Inventory";

    /// <summary>Such as <c>https://inventory.example.in/api/</c>; empty: orders wait.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Sent as a bearer token; empty for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Of one call.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault()
    {
        if (BaseUrl.Length > 0 && !IsWeb(BaseUrl))
            return $"{Section}:{nameof(BaseUrl)} must be an http or https address.";
        return Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5)
            ? $"{Section}:{nameof(Timeout)} is {Timeout}, but must be above 0 and at most 5 minutes."
            : null;
    }

    private static bool IsWeb(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
