using System.Text.Json.Serialization;

namespace KoSales.Domain.Signals;

/// <summary>What happened out there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalKind>))]
public enum SignalKind
{
    [JsonStringEnumMemberName("web_form")]
    WebForm,

    [JsonStringEnumMemberName("missed_call")]
    MissedCall,

    [JsonStringEnumMemberName("whatsapp_message")]
    WhatsappMessage,

    /// <summary>Somebody filled in the form of an advertisement.</summary>
    [JsonStringEnumMemberName("ad_lead")]
    AdLead,

    [JsonStringEnumMemberName("indiamart_enquiry")]
    IndiamartEnquiry,

    [JsonStringEnumMemberName("cart_abandoned")]
    CartAbandoned,

    [JsonStringEnumMemberName("order_placed")]
    OrderPlaced,

    [JsonStringEnumMemberName("licence_expiring")]
    LicenceExpiring,

    [JsonStringEnumMemberName("custom")]
    Custom,
}

/// <summary>What became of a signal. All but <see cref="Received"/> are ends; a failed one can be
/// replayed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalStatus>))]
public enum SignalStatus
{
    /// <summary>Kept, and not looked at yet.</summary>
    [JsonStringEnumMemberName("received")]
    Received,

    /// <summary>It is about a record that was there.</summary>
    [JsonStringEnumMemberName("matched")]
    Matched,

    [JsonStringEnumMemberName("created_lead")]
    CreatedLead,

    /// <summary>It is about nobody who is known, and nobody to be contacted.</summary>
    [JsonStringEnumMemberName("ignored")]
    Ignored,

    /// <summary>It could not be taken in; its error says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

[JsonConverter(typeof(JsonStringEnumConverter<SignalEffectType>))]
public enum SignalEffectType
{
    [JsonStringEnumMemberName("lead_created")]
    LeadCreated,

    [JsonStringEnumMemberName("reopened")]
    Reopened,

    [JsonStringEnumMemberName("task_created")]
    TaskCreated,

    /// <summary>A missed call was written down; it starts the call-back clock of an open lead.</summary>
    [JsonStringEnumMemberName("call_logged")]
    CallLogged,

    /// <summary>By so many points, up or down.</summary>
    [JsonStringEnumMemberName("score")]
    Score,
}
