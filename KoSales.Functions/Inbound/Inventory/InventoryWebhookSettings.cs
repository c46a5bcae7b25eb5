using KoSales.Domain.Webhooks;

namespace KoSales.Functions.Inbound.Inventory;

/// <summary>Section <c>KoSales:Inventory</c>: who signs what the inventory system sends.</summary>
public sealed class InventoryWebhookSettings
{
    public const string Section = "KoSales:Inventory";

    /// <summary>Secrets of webhooks, separated by commas; two while one is replaced. Those that
    /// are rotated over HTTP come beside them.</summary>
    public string WebhookSecrets { get; set; } = "";

    internal IReadOnlyList<byte[]> Keys =>
        [.. Secrets.Select(StandardWebhook.KeyOf).OfType<byte[]>()];

    private string[] Secrets =>
        WebhookSecrets.Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        Secrets.Any(s => StandardWebhook.KeyOf(s) is null)
            ? $"{Section}:{nameof(WebhookSecrets)} holds one that is not 16 to 128 bytes in base64."
            : null;
}
