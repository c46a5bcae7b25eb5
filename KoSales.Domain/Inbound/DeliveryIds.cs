using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Inbound;

/// <summary>How deliveries are named: <c>{source}:{id of the sender}</c>.</summary>
public static partial class DeliveryIds
{
    private const int Longest = 100;

    /// <summary>What types become that are no names.</summary>
    public const string OtherType = "other";

    /// <summary>An id of the sender that is long, holds other signs than those of ids or
    /// somebody's number is replaced by its SHA-256.</summary>
    /// <param name="source">Without colons, at most 30 characters.</param>
    public static string Of(string source, string webhookId) =>
        webhookId.Length + source.Length < Longest
        && Plain().IsMatch(webhookId)
        && !PersonalTraces.Holds(webhookId)
            ? $"{source}:{webhookId}"
            : $"{source}:{Hash(Encoding.UTF8.GetBytes(webhookId))}";

    /// <summary>The type as it is kept.</summary>
    public static string TypeOf(string? type) =>
        type is { Length: > 0 and <= Longest }
        && Plain().IsMatch(type)
        && !PersonalTraces.Holds(type)
            ? type
            : OtherType;

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(bytes));

    [GeneratedRegex(@"\A[A-Za-z0-9._~:-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
