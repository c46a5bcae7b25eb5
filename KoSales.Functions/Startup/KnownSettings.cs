using System.Reflection;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.Claims;
using KoSales.Functions.Durable;
using KoSales.Functions.Exports;
using KoSales.Functions.Feed;
using KoSales.Functions.Files;
using KoSales.Functions.FirstRun;
using KoSales.Functions.Imports;
using KoSales.Functions.Inbound;
using KoSales.Functions.Inbound.Inventory;
using KoSales.Functions.InventorySync;
using KoSales.Functions.Leads;
using KoSales.Functions.Mail;
using KoSales.Functions.Orders;
using KoSales.Functions.Outbox;
using KoSales.Functions.Passwords;
using KoSales.Functions.Pii;
using KoSales.Functions.Quotations;
using KoSales.Functions.Sla;
using KoSales.Functions.Subscriptions;

namespace KoSales.Functions.Startup;

/// <summary>A setting that the app reads.</summary>
/// <param name="Name">As configuration writes it, such as <c>KoSales:Import:MaxBytes</c>. A part that is
/// <c>*</c> is free.</param>
/// <param name="Type">What its text must be readable as.</param>
internal sealed record KnownSetting(string Name, Type Type)
{
    /// <summary>Whether a name is this setting's. Case does not count, as nowhere in configuration.</summary>
    public bool Is(string name)
    {
        var (own, other) = (Name.Split(':'), name.Split(':'));
        return own.Length == other.Length
            && own.Zip(other)
                .All(p =>
                    p.First == "*" || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase)
                );
    }
}

/// <summary>Every setting under <c>KoSales</c>: the members of the options classes, and what is read one by
/// one.</summary>
internal static class KnownSettings
{
    public const string Root = "KoSales";

    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        Text(DataFolder.Setting),
        Text(CursorKeys.Setting),
        Text(TelemetryRegistration.Setting),
        .. Of<AuthOptions>(AuthOptions.Section),
        Text($"{FirstAdminOptions.Section}:{nameof(FirstAdminOptions.Email)}"),
        Text($"{FirstAdminOptions.Section}:{nameof(FirstAdminOptions.Password)}"),
        Text($"{StorageSettings.Section}:{nameof(StorageSettings.Database)}"),
        .. Of<RateOptions>(RateOptions.Section),
        .. Of<CorsOptions>(CorsOptions.Section),
        .. Of<PiiOptions>(PiiOptions.Section),
        .. Of<OutboxOptions>(OutboxOptions.Section),
        .. Of<LeadSettings>(LeadSettings.Section),
        .. Of<FileSettings>(FileSettings.Section),
        .. Of<ImportSettings>(ImportSettings.Section),
        .. Of<ExportSettings>(ExportSettings.Section),
        .. Of<SlaSettings>(SlaSettings.Section),
        .. Of<InboundSettings>(InboundSettings.Section),
        .. Of<InventorySettings>(InventorySettings.Section),
        .. Of<SyncSettings>(SyncSettings.Section),
        .. Of<InventoryWebhookSettings>(InventoryWebhookSettings.Section),
        .. Of<QuotationSettings>(QuotationSettings.Section),
        .. Of<ClaimSettings>(ClaimSettings.Section),
        .. Of<MailSettings>(MailSettings.Section),
        .. Of<FeedSettings>(FeedSettings.Section),
        .. Of<HubSettings>(HubSettings.Section),
        .. Of<WebhookSettings>(WebhookSettings.Section),
    ];

    private static KnownSetting Text(string name) => new(name, typeof(string));

    private static IEnumerable<KnownSetting> Of<T>(string section) => Members(section, typeof(T));

    private static IEnumerable<KnownSetting> Members(string section, Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite)
            .SelectMany(p => Member($"{section}:{p.Name}", p.PropertyType));

    private static IEnumerable<KnownSetting> Member(string name, Type type)
    {
        if (type == typeof(Dictionary<string, string>))
            return [Text($"{name}:*")];
        return type.Assembly == typeof(KnownSettings).Assembly && type.IsClass
            ? Members(name, type)
            : [new(name, type)];
    }
}
