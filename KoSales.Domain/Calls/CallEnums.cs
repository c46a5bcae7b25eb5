using System.Text.Json.Serialization;

namespace KoSales.Domain.Calls;

[JsonConverter(typeof(JsonStringEnumConverter<CallDirection>))]
public enum CallDirection
{
    /// <summary>They called us.</summary>
    [JsonStringEnumMemberName("inbound")]
    Inbound,

    /// <summary>We called them.</summary>
    [JsonStringEnumMemberName("outbound")]
    Outbound,
}

/// <summary>How far a call has come. The last three are ends, after which nothing but what people say of
/// it changes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallStatus>))]
public enum CallStatus
{
    [JsonStringEnumMemberName("ringing")]
    Ringing,

    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Nobody took it.</summary>
    [JsonStringEnumMemberName("missed")]
    Missed,

    /// <summary>It never rang: the network or the provider was at fault.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What came of a call, as whoever made it says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallDisposition>))]
public enum CallDisposition
{
    [JsonStringEnumMemberName("connected")]
    Connected,

    [JsonStringEnumMemberName("no_answer")]
    NoAnswer,

    [JsonStringEnumMemberName("busy")]
    Busy,

    [JsonStringEnumMemberName("switched_off")]
    SwitchedOff,

    /// <summary>Somebody else has the number.</summary>
    [JsonStringEnumMemberName("wrong_number")]
    WrongNumber,

    [JsonStringEnumMemberName("not_interested")]
    NotInterested,

    /// <summary>They were reached and ask to be called at another time.</summary>
    [JsonStringEnumMemberName("callback")]
    Callback,
}
