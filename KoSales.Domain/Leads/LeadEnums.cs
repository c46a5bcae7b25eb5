using System.Text.Json.Serialization;

namespace KoSales.Domain.Leads;

[JsonConverter(typeof(JsonStringEnumConverter<SourceChannel>))]
public enum SourceChannel
{
    [JsonStringEnumMemberName("website")]
    Website,

    [JsonStringEnumMemberName("whatsapp")]
    Whatsapp,

    [JsonStringEnumMemberName("call")]
    Call,

    [JsonStringEnumMemberName("facebook")]
    Facebook,

    [JsonStringEnumMemberName("google")]
    Google,

    [JsonStringEnumMemberName("indiamart")]
    Indiamart,

    [JsonStringEnumMemberName("referral")]
    Referral,

    [JsonStringEnumMemberName("event")]
    Event,

    [JsonStringEnumMemberName("import")]
    Import,

    [JsonStringEnumMemberName("manual")]
    Manual,

    [JsonStringEnumMemberName("other")]
    Other,
}

/// <summary>Open until one of the three ends; lost and junk can be reopened, converted cannot.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeadStatus>))]
public enum LeadStatus
{
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Became a contact; final.</summary>
    [JsonStringEnumMemberName("converted")]
    Converted,

    /// <summary>Real, but does not buy; the reason is kept.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>Never was a prospect: wrong number, spam, a test.</summary>
    [JsonStringEnumMemberName("junk")]
    Junk,
}

[JsonConverter(typeof(JsonStringEnumConverter<LeadRating>))]
public enum LeadRating
{
    /// <summary>Score below 30.</summary>
    [JsonStringEnumMemberName("cold")]
    Cold,

    /// <summary>Score 30 to 59.</summary>
    [JsonStringEnumMemberName("warm")]
    Warm,

    /// <summary>Score of 60 and more.</summary>
    [JsonStringEnumMemberName("hot")]
    Hot,
}

[JsonConverter(typeof(JsonStringEnumConverter<AssignmentMode>))]
public enum AssignmentMode
{
    /// <summary>A person chose the owner.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,

    /// <summary>The planner chose, for this one lead.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>A job chose; its id is kept.</summary>
    [JsonStringEnumMemberName("bulk")]
    Bulk,
}
