using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Pii;

[JsonConverter(typeof(JsonStringEnumConverter<ConsentChannel>))]
public enum ConsentChannel
{
    /// <summary>All of the others at once.</summary>
    [JsonStringEnumMemberName("any")] Any,
    [JsonStringEnumMemberName("call")] Call,
    [JsonStringEnumMemberName("sms")] Sms,
    [JsonStringEnumMemberName("whatsapp")] Whatsapp,
    [JsonStringEnumMemberName("email")] Email,
    [JsonStringEnumMemberName("visit")] Visit,
}

/// <summary>One line of the ledger: consent given or withdrawn. Lines are only added.</summary>
/// <param name="Purpose">A key such as <c>marketing</c> or <c>service</c>.</param>
/// <param name="Source">A key that tells where it was said: <c>web_form</c>, <c>call</c>.</param>
public sealed record ConsentEntry(string Purpose, ConsentChannel Channel, bool Given, Instant At, string Source);

public static class ConsentLedger
{
    /// <summary>Outbound contact for purpose and channel stops when this is committed.</summary>
    public const string WithdrawnEvent = "consent.withdrawn";

    /// <summary>The last line for the purpose that speaks of the channel decides; without one there is no consent.</summary>
    public static bool Allows(this IReadOnlyList<ConsentEntry> ledger, string purpose, ConsentChannel channel) =>
        ledger.LastOrDefault(e => e.Purpose == purpose && (e.Channel == channel || e.Channel == ConsentChannel.Any)) is { Given: true };
}
