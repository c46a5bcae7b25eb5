using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using KoSales.Domain.Webhooks;

namespace KoSales.Domain.Signals.Sources;

[JsonConverter(typeof(EntityIdConverter<SignalSourceId>))]
public readonly record struct SignalSourceId(string Value) : IEntityId<SignalSourceId>
{
    public static IdFormat Format { get; } = new("signal_sources", "SRC-");

    public static SignalSourceId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>How a sender shows that it is the sender.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalScheme>))]
public enum SignalScheme
{
    /// <summary>webhook-id, webhook-timestamp and webhook-signature, as <see cref="StandardWebhook"/> has
    /// it.</summary>
    [JsonStringEnumMemberName("standard_webhooks")]
    StandardWebhooks,

    /// <summary><c>sha256=</c> and the hex HMAC-SHA-256 of the body, in a header.</summary>
    [JsonStringEnumMemberName("hmac_sha256")]
    HmacSha256,

    /// <summary>A secret at the end of the path, for senders that cannot sign.</summary>
    [JsonStringEnumMemberName("path_token")]
    PathToken,
}

/// <summary>For whom the mapping is made.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignalPreset>))]
public enum SignalPreset
{
    [JsonStringEnumMemberName("meta_lead_ads")]
    MetaLeadAds,

    [JsonStringEnumMemberName("indiamart")]
    Indiamart,

    [JsonStringEnumMemberName("web_form")]
    WebForm,

    /// <summary>Of the WhatsApp Cloud API.</summary>
    [JsonStringEnumMemberName("whatsapp_message")]
    WhatsappMessage,

    [JsonStringEnumMemberName("missed_call")]
    MissedCall,

    [JsonStringEnumMemberName("custom")]
    Custom,
}

/// <summary>Who gets the leads that come of it. All empty: the pool of whoever sees what has no
/// team.</summary>
/// <param name="Auto">An owner is found as by <c>assign=auto</c>.</param>
/// <param name="OwnerId">This agent, or the pool where they are given no work by then.</param>
/// <param name="TeamId">The pool of this team.</param>
public sealed record SignalAssignment(
    bool Auto = false,
    string? OwnerId = null,
    string? TeamId = null
);

/// <summary>Where signals come from: how the sender is known, how its payloads are read and what they
/// do.</summary>
public sealed partial record SignalSource : Document
{
    /// <summary>Of sources with the scheme <see cref="SignalScheme.HmacSha256"/>, unless another is
    /// named; Meta's.</summary>
    public const string UsualHeader = "X-Hub-Signature-256";

    /// <summary>Refuses a second source with the same key.</summary>
    public const string KeyIndex = "signal_sources_key";

    public static readonly Collection<SignalSource> Collection = new(
        "signal_sources",
        () => new SignalSourceJson(DocumentJson.NewOptions()).SignalSource,
        new IndexSpec(KeyIndex, "key") { Unique = true, Where = Filter.Missing("deleted_at") },
        new IndexSpec("signal_sources_created", "-created_at")
    );

    public required SignalSourceId Id { get; init; }

    /// <summary>See <see cref="IsKey"/>: its part of the path. Never changes, since signals go by
    /// it.</summary>
    [JsonPropertyName("key")]
    public required string SourceKey { get; init; }

    public required string Name { get; init; }

    public required SignalPreset Preset { get; init; }

    public required SignalScheme Scheme { get; init; }

    /// <summary>In which the signature stands; of the scheme with <c>sha256=</c> only.</summary>
    public string? Header { get; init; }

    /// <summary>Not on the wire. Signing secrets or path tokens; at most two are in force.</summary>
    public IReadOnlyList<SigningSecret> Secrets
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Not on the wire: what Meta repeats when the address is entered there; null for
    /// none.</summary>
    public SigningSecret? VerifyToken { get; init; }

    /// <summary>Of signals that do not say it.</summary>
    public required SignalKind Kind { get; init; }

    public required SignalMapping Mapping { get; init; }

    public required ClosedLeadPolicy ClosedLeads { get; init; }

    public SignalAssignment Assignment
    {
        get;
        init => field = value ?? new SignalAssignment();
    } = new();

    /// <summary>What comes is refused while it is not.</summary>
    public bool Active { get; init; } = true;

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Lower-case letters, digits, <c>-</c> and <c>_</c>, a letter first, at most 40.</summary>
    public static bool IsKey(string? text) => text is not null && KeyShape().IsMatch(text);

    /// <summary>Under which its secrets are sealed.</summary>
    [JsonIgnore]
    public string SecretOwner => $"signal_sources/{Id}";

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,39}\z")]
    private static partial Regex KeyShape();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{0,59}\z")]
    private static partial Regex HeaderShape();

    /// <summary>Every fault of the definition, each at its place in a body.</summary>
    /// <param name="isPath">Whether a lead has a field of this path.</param>
    public IReadOnlyList<Fault> Faults(Func<string, bool> isPath)
    {
        List<Fault> faults = [];
        if (!IsKey(SourceKey) || SignalOrigins.All.Contains(SourceKey))
            faults.Add(
                Fault.Invalid(
                    "/key",
                    "signal_source.key",
                    "A key is lower-case letters, digits, - and _, a letter first, at most 40, and none that the application uses itself."
                )
            );
        if (string.IsNullOrWhiteSpace(Name))
            faults.Add(Fault.Invalid("/name", "required", "A name is needed."));
        if (Header is { } header && !HeaderShape().IsMatch(header))
            faults.Add(
                Fault.Invalid(
                    "/header",
                    "signal_source.header",
                    "The name of a header is expected, such as X-Hub-Signature-256."
                )
            );
        if (Header is not null && Scheme != SignalScheme.HmacSha256)
            faults.Add(
                Fault.Invalid(
                    "/header",
                    "signal_source.header",
                    "Only a source with the scheme hmac_sha256 names a header."
                )
            );
        if (Assignment is { Auto: true, OwnerId: not null })
            faults.Add(
                Fault.Invalid(
                    "/assignment/owner_id",
                    "signal_source.assignment",
                    "Either an owner is found, or one is named."
                )
            );
        faults.AddRange(Mapping.Faults(isPath));
        return faults;
    }
}

[JsonSerializable(typeof(SignalSource))]
internal sealed partial class SignalSourceJson : JsonSerializerContext;
