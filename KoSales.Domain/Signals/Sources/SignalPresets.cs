namespace KoSales.Domain.Signals.Sources;

/// <summary>What a source of a known sender begins with; everything can be changed afterwards.</summary>
/// <param name="Kind">Of signals that do not say it.</param>
public sealed record SignalPresetDefinition(
    SignalScheme Scheme,
    SignalKind Kind,
    SignalMapping Mapping
);

/// <summary>The payloads of the senders that are known. docs/signals.md says where each shape is
/// from.</summary>
public static class SignalPresets
{
    public static SignalPresetDefinition Of(SignalPreset preset) =>
        preset switch
        {
            SignalPreset.MetaLeadAds => Meta,
            SignalPreset.Indiamart => Indiamart,
            SignalPreset.WebForm => WebForm,
            SignalPreset.WhatsappMessage => Whatsapp,
            SignalPreset.MissedCall => MissedCall,
            SignalPreset.Custom => Custom,
        };

    /// <summary>The webhook of pages, which has no answers of the person, and the lead as the Graph API and
    /// bridges have it, with <c>field_data</c>.</summary>
    private static readonly SignalPresetDefinition Meta = new(
        SignalScheme.HmacSha256,
        SignalKind.AdLead,
        new SignalMapping
        {
            Each = ["/entry/*/changes/*/value", ""],
            Fields =
            [
                new(SignalFields.DedupeKey, ["/leadgen_id", "/id"]),
                new(SignalFields.OccurredAt, ["/created_time"]),
                new(SignalFields.Message, [Answer("message"), Answer("comments")]),
                new("name", [Answer("full_name"), "/full_name", Answer("first_name")]),
                new(
                    "phone",
                    [
                        Answer("phone_number"),
                        Answer("phone"),
                        "/phone_number",
                        Answer("whatsapp_number"),
                    ]
                ),
                new("email", [Answer("email"), "/email"]),
                new("business_name", [Answer("company_name")]),
                new("address.district", [Answer("city"), Answer("district")]),
                new("address.pincode", [Answer("zip_code"), Answer("post_code")]),
                new("source.campaign", ["/campaign_name"]),
                new("source.medium", ["/platform"]),
                new("source.ref", ["/form_id"]),
                new("external_ref", ["/leadgen_id", "/id"]),
                new("source.channel", [], "facebook"),
                new("kind", [], "farmer"),
            ],
        }
    );

    /// <summary>The push of the lead manager: one enquiry under <c>RESPONSE</c>; the pull has a list of
    /// them.</summary>
    private static readonly SignalPresetDefinition Indiamart = new(
        SignalScheme.PathToken,
        SignalKind.IndiamartEnquiry,
        new SignalMapping
        {
            Each = ["/RESPONSE/*", "/RESPONSE", ""],
            Fields =
            [
                new(SignalFields.DedupeKey, ["/UNIQUE_QUERY_ID"]),
                new(SignalFields.OccurredAt, ["/QUERY_TIME"]),
                new(SignalFields.Message, ["/QUERY_MESSAGE", "/SUBJECT"]),
                new("name", ["/SENDER_NAME"]),
                new("phone", ["/SENDER_MOBILE", "/SENDER_PHONE", "/SENDER_MOBILE_ALT"]),
                new("email", ["/SENDER_EMAIL", "/SENDER_EMAIL_ALT"]),
                new("business_name", ["/SENDER_COMPANY"]),
                new("address.district", ["/SENDER_CITY"]),
                new("address.pincode", ["/SENDER_PINCODE"]),
                new("products", ["/QUERY_PRODUCT_NAME"]),
                new("source.campaign", ["/QUERY_MCAT_NAME"]),
                new("external_ref", ["/UNIQUE_QUERY_ID"]),
                new("source.channel", [], "indiamart"),
                new("kind", [], "retailer"),
            ],
        }
    );

    /// <summary>One's own web site, signed, and the page that the application serves.</summary>
    private static readonly SignalPresetDefinition WebForm = new(
        SignalScheme.PathToken,
        SignalKind.WebForm,
        Enquiry("website")
    );

    /// <summary>Messages of the Cloud API; receipts are no signals.</summary>
    private static readonly SignalPresetDefinition Whatsapp = new(
        SignalScheme.HmacSha256,
        SignalKind.WhatsappMessage,
        new SignalMapping
        {
            Each = ["/entry/*/changes/*/value/messages/*"],
            Fields =
            [
                new(SignalFields.DedupeKey, ["/id"]),
                new(SignalFields.OccurredAt, ["/timestamp"]),
                new(
                    SignalFields.Message,
                    ["/text/body", "/button/text", "/interactive/button_reply/title"]
                ),
                new("name", ["2/contacts/0/profile/name"]),
                new("phone", ["/from"]),
                new("source.channel", [], "whatsapp"),
                new("kind", [], "farmer"),
            ],
        }
    );

    /// <summary>Telephony names the same things in many ways.</summary>
    private static readonly SignalPresetDefinition MissedCall = new(
        SignalScheme.PathToken,
        SignalKind.MissedCall,
        new SignalMapping
        {
            Fields =
            [
                new(
                    SignalFields.DedupeKey,
                    ["/call_id", "/CallSid", "/call_sid", "/uuid", "/id", "/external_id"]
                ),
                new(
                    SignalFields.OccurredAt,
                    ["/started_at", "/StartTime", "/start_time", "/call_time", "/occurred_at"]
                ),
                new(
                    "phone",
                    ["/phone", "/caller", "/From", "/CallFrom", "/from", "/caller_number"]
                ),
                new("source.channel", [], "call"),
                new("kind", [], "farmer"),
            ],
        }
    );

    private static readonly SignalPresetDefinition Custom = new(
        SignalScheme.StandardWebhooks,
        SignalKind.Custom,
        Enquiry("other")
    );

    /// <summary><c>{kind, external_id, occurred_at, data: {name, phone, …}}</c>, or the same without
    /// <c>data</c>.</summary>
    private static SignalMapping Enquiry(string channel) =>
        new()
        {
            Fields =
            [
                new(SignalFields.Kind, ["/kind"]),
                new(SignalFields.DedupeKey, ["/external_id"]),
                new(SignalFields.OccurredAt, ["/occurred_at"]),
                new(SignalFields.Message, Data("message")),
                new(SignalFields.Consent, Data("consent")),
                new("name", Data("name")),
                new("phone", Data("phone")),
                new("email", Data("email")),
                new("business_name", Data("business_name")),
                new("address.district", Data("district")),
                new("address.pincode", Data("pincode")),
                new("language", Data("language")),
                new("crops", Data("crops")),
                new("products", Data("products")),
                new("source.campaign", Data("campaign")),
                new("source.channel", [], channel),
                new("kind", [], "farmer"),
            ],
        };

    private static string[] Data(string name) => [$"/data/{name}", $"/{name}"];

    private static string Answer(string name) => $"/field_data/name={name}/values/0";
}
