using KoSales.Domain.Webhooks;

namespace KoSales.Functions.Orders;

/// <summary>Section <c>KoSales:Inventory</c>: where orders go and who signs the answers.</summary>
public sealed class InventorySettings
{
    public const string Section = "KoSales:Inventory";

    /// <summary>Such as <c>https://inventory.example.in/api/</c>; empty: orders wait.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Sent as a bearer token; empty for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Of one call.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Secrets of webhooks, separated by commas; two while one is replaced.</summary>
    public string WebhookSecrets { get; set; } = "";

    internal IReadOnlyList<byte[]> Keys =>
        [.. Secrets.Select(StandardWebhook.KeyOf).OfType<byte[]>()];

    private string[] Secrets =>
        WebhookSecrets.Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault()
    {
        if (BaseUrl.Length > 0 && !IsWeb(BaseUrl))
            return $"{Section}:{nameof(BaseUrl)} must be an http or https address.";
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5))
            return $"{Section}:{nameof(Timeout)} is {Timeout}, but must be above 0 and at most 5 minutes.";
        return Secrets.Any(s => StandardWebhook.KeyOf(s) is null)
            ? $"{Section}:{nameof(WebhookSecrets)} holds one that is not 16 to 128 bytes in base64."
            : null;
    }

    private static bool IsWeb(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
