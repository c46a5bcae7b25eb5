using System.Net;
using System.Text;

namespace KoSales.Domain.Webhooks;

/// <summary>What addresses of subscribers may look like. What their names stand for is looked at when they are
/// called.</summary>
/// <param name="AllowsPrivate">Also http, any port and addresses of our own network: for local runs and
/// tests.</param>
/// <param name="AllowsHighPorts">Also ports above 1024, not only 443 and 80.</param>
public sealed record WebhookAddressRules(bool AllowsPrivate, bool AllowsHighPorts)
{
    public const int Longest = 2000;

    private const int LastLowPort = 1024;

    /// <summary>Names that stand for this machine or a network of one's own.</summary>
    private static readonly string[] OwnNames =
    [
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "arpa",
        "onion",
        "test",
        "invalid",
    ];

    /// <summary>The address in its plain form, numbers of hosts written with dots, or what is wrong with
    /// it.</summary>
    public Verdict<Uri> Read(string text)
    {
        if (
            text.Length > Longest
            || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || address.Fragment.Length > 0
            || address.IdnHost.Length == 0
            || !Ascii.IsValid(address.Host)
        )
            return Refused(
                "webhook.url",
                "A URL is absolute, without user, password and fragment, its host in ASCII, at most 2,000 characters."
            );
        if (!IsWeb(address))
            return Refused("webhook.url_scheme", "Only https addresses are called.");
        if (!IsPortAllowed(address.Port))
            return Refused("webhook.url_port", "This port is not called; use 443.");
        return IsHostAllowed(address.IdnHost)
            ? address
            : Refused(
                "webhook.url_host",
                "This host is in a network of its own; only public ones are called."
            );
    }

    private static Fault Refused(string code, string detail) => Fault.Invalid("/url", code, detail);

    private bool IsWeb(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps
        || (AllowsPrivate && address.Scheme == Uri.UriSchemeHttp);

    public bool IsPortAllowed(int port) =>
        port is 443 or 80 || AllowsPrivate || (AllowsHighPorts && port > LastLowPort);

    /// <summary>Whether an address may be connected to.</summary>
    public bool IsAllowed(IPAddress address) => AllowsPrivate || PublicAddress.IsPublic(address);

    private bool IsHostAllowed(string host)
    {
        if (AllowsPrivate)
            return true;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return PublicAddress.IsPublic(address);
        var labels = host.TrimEnd('.').Split('.');
        return labels.Length > 1
            && !char.IsAsciiDigit(labels[^1].FirstOrDefault('0'))
            && !OwnNames.Contains(labels[^1], StringComparer.OrdinalIgnoreCase);
    }
}
