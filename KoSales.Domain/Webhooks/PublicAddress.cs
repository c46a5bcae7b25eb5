using System.Net;
using System.Net.Sockets;

namespace KoSales.Domain.Webhooks;

/// <summary>Whether an address is one of the public internet, so that what others name cannot lead into our own
/// network, nor to the metadata of the machine.</summary>
/// <remarks>From the IANA special-purpose address registries (RFC 6890 and its updates).</remarks>
public static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
    ];

    /// <summary>Global unicast; all else of version 6 has a purpose of its own.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Within the global ones: protocol assignments with Teredo, documentation, and 6to4, which has an
    /// address of version 4 in it.</summary>
    private static readonly IPNetwork[] NotPublic6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>How networks without version 4 reach it: the last 32 bits are the address.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(NotPublic4, n => n.Contains(address));
        if (address.IsIPv4MappedToIPv6)
            return IsPublic(address.MapToIPv4());
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
            return false;
        if (Nat64.Contains(address))
            return IsPublic(LastFour(address));
        return Global6.Contains(address) && !Array.Exists(NotPublic6, n => n.Contains(address));
    }

    private static IPAddress LastFour(IPAddress address) => new(address.GetAddressBytes()[12..]);
}
