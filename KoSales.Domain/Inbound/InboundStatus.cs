using System.Text.Json.Serialization;

namespace KoSales.Domain.Inbound;

/// <summary>received → processed | stale | ignored | quarantined | failed; failed → … | dead. What
/// is failed, quarantined or dead can be replayed.</summary>
/// <remarks>The first is what deliveries of earlier releases are, which stored no status.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<InboundStatus>))]
public enum InboundStatus
{
    [JsonStringEnumMemberName("processed")]
    Processed,

    /// <summary>Stored and answered; waits to be processed.</summary>
    [JsonStringEnumMemberName("received")]
    Received,

    /// <summary>Older than what is known already: it changed nothing.</summary>
    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>Of a type that nobody wants, or about nothing that is here.</summary>
    [JsonStringEnumMemberName("ignored")]
    Ignored,

    /// <summary>Waits for a person who says what it is about.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,

    /// <summary>Is tried again by itself.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Was tried for the last time; waits for a person.</summary>
    [JsonStringEnumMemberName("dead")]
    Dead,
}

public static class InboundStatuses
{
    /// <summary>Processed by itself, now or later.</summary>
    public static bool IsWaiting(this InboundStatus status) =>
        status is InboundStatus.Received or InboundStatus.Failed;

    /// <summary>Nothing will come of it any more, so that its body is forgotten.</summary>
    public static bool IsOver(this InboundStatus status) =>
        status is InboundStatus.Processed or InboundStatus.Stale or InboundStatus.Ignored;
}
