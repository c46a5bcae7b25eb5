using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.SignalSources.Taking;
using NodaTime;

namespace KoSales.Functions.SignalSources;

public sealed record CreateSignalSource
{
    [Description(
        "Its part of the webhook's path: lower-case letters, digits, - and _, a letter first. Never changes."
    )]
    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Key { get; init; }

    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description("What it begins with; every member that is given here wins.")]
    [Decides("scheme")]
    public required SignalPreset Preset { get; init; }

    [Description("How the sender shows that it is the sender; never changes.")]
    [Decides("header")]
    public SignalScheme? Scheme { get; init; }

    [Description(
        "Of the scheme hmac_sha256: the header with the signature; X-Hub-Signature-256 when absent."
    )]
    [StringLength(60, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Header { get; init; }

    [Description(
        "A secret that the sender gives out, such as Meta's app secret; one is made when absent. Never shown again."
    )]
    [StringLength(200, MinimumLength = 16)]
    [KeptInTheClear]
    public string? Secret { get; init; }

    [Description(
        "What Meta repeats when the address is entered there; one is made for its presets when absent."
    )]
    [StringLength(100, MinimumLength = 8)]
    [KeptInTheClear]
    public string? VerifyToken { get; init; }

    [Description("Of signals that do not say it.")]
    public SignalKind? Kind { get; init; }

    public SignalMappingBody? Mapping { get; init; }

    public ClosedLeadsBody? ClosedLeads { get; init; }

    public SignalAssignmentBody? Assignment { get; init; }
}

/// <summary>A merge patch: what is left out stays.</summary>
public sealed record EditSignalSource
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [StringLength(60, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Header { get; init; }

    [StringLength(100, MinimumLength = 8)]
    [KeptInTheClear]
    public string? VerifyToken { get; init; }

    public SignalKind? Kind { get; init; }

    public SignalMappingBody? Mapping { get; init; }

    public ClosedLeadsBody? ClosedLeads { get; init; }

    [Description("Replaced as a whole; null for the pool.")]
    public SignalAssignmentBody? Assignment { get; init; }

    [Description("What comes is refused while it is not.")]
    public bool? Active { get; init; }
}

/// <summary>How payloads are read.</summary>
public sealed record SignalMappingBody
{
    [Description(
        "Where signals stand in a delivery, such as /entry/*/changes/*/value; the first path that finds some counts."
    )]
    [MaxLength(SignalMapping.MostPaths)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Each { get; init; }

    [MaxLength(SignalMapping.MostFields)]
    public IReadOnlyList<MappedFieldBody>? Fields { get; init; }

    /// <param name="before">What stays where the body says nothing.</param>
    public SignalMapping Over(SignalMapping before) =>
        new()
        {
            Each = Each ?? before.Each,
            Fields = Fields is { } fields ? [.. fields.Select(f => f.ToField())] : before.Fields,
        };
}

public sealed record MappedFieldBody
{
    [Description(
        "A path of a lead as in imports, custom.{key}, or signal.kind, signal.dedupe_key, signal.occurred_at, signal.message, signal.consent."
    )]
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Field { get; init; }

    [Description(
        "JSON pointers into the payload; name=value picks an element of a list. The first that has a value counts."
    )]
    [MaxLength(SignalMapping.MostPaths)]
    [KeptInTheClear]
    public IReadOnlyList<string>? From { get; init; }

    [Description("The value where the payload has none.")]
    [StringLength(200)]
    [KeptInTheClear]
    public string? Default { get; init; }

    public MappedField ToField() => new(Field, From ?? [], Default);
}

/// <summary>What an enquiry of somebody does whose lead is closed.</summary>
public sealed record ClosedLeadsBody
{
    public ClosedLeadRuleBody? Lost { get; init; }

    public ClosedLeadRuleBody? Junk { get; init; }

    public ClosedLeadPolicy Over(ClosedLeadPolicy before) =>
        new(Lost?.ToRule() ?? before.Lost, Junk?.ToRule() ?? before.Junk);
}

public sealed record ClosedLeadRuleBody
{
    public required ClosedLeadAction Action { get; init; }

    [Description("Since it was closed; after that a new lead is made. Absent: however long ago.")]
    [Range(1, ClosedLeadRule.MostDays)]
    public int? WithinDays { get; init; }

    public ClosedLeadRule ToRule() => new(Action, WithinDays);
}

/// <summary>Who gets the leads that come of it; nothing: the pool.</summary>
public sealed record SignalAssignmentBody
{
    [Description("An owner is found as by assign=auto.")]
    [Decides("owner_id")]
    public bool? Auto { get; init; }

    [Description("This agent, or the pool of their team while they are given no work.")]
    public AgentId? OwnerId { get; init; }

    [Description("The pool of this team.")]
    public TeamId? TeamId { get; init; }

    public SignalAssignment ToAssignment() => new(Auto ?? false, OwnerId?.Value, TeamId?.Value);
}

public sealed record RotateSignalSecret
{
    [Description("A secret that the sender gives out; one is made when absent.")]
    [StringLength(200, MinimumLength = 16)]
    [KeptInTheClear]
    public string? Secret { get; init; }

    [Description("How long the former secret stays in force, in hours; 24 when absent.")]
    [Range(0, RotateSecret.MostGraceHours)]
    public int? GraceHours { get; init; }
}

/// <summary>What a source shows.</summary>
public abstract record SignalSourceShape
{
    public required SignalSourceId Id { get; init; }

    public required int Version { get; init; }

    public required string Key { get; init; }

    public required string Name { get; init; }

    public required SignalPreset Preset { get; init; }

    public required SignalScheme Scheme { get; init; }

    public string? Header { get; init; }

    public required SignalKind Kind { get; init; }

    public required SignalMapping Mapping { get; init; }

    public required ClosedLeadPolicy ClosedLeads { get; init; }

    public required SignalAssignment Assignment { get; init; }

    public required bool Active { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

/// <summary>A source on the wire: nothing of its secrets.</summary>
public sealed record SignalSourceView : SignalSourceShape;

/// <summary>A new source, with what is shown this once.</summary>
public sealed record CreatedSignalSource : SignalSourceShape
{
    [Description("Where the sender delivers; a secret path token stands at its end.")]
    public required string WebhookPath { get; init; }

    [Description("Shown this once: give it to the sender now. Absent where it was given.")]
    public string? Secret { get; init; }

    [Description("Shown this once: what Meta is to repeat.")]
    public string? VerifyToken { get; init; }

    [Description("A page with a form that posts to it; of web forms with a path token only.")]
    public string? FormPath { get; init; }
}

[JsonSerializable(typeof(CreateSignalSource))]
[JsonSerializable(typeof(EditSignalSource))]
[JsonSerializable(typeof(RotateSignalSecret))]
[JsonSerializable(typeof(SignalSourceView))]
[JsonSerializable(typeof(CreatedSignalSource))]
[JsonSerializable(typeof(CreateSignal))]
[JsonSerializable(typeof(PreviewSignal))]
[JsonSerializable(typeof(SignalPreview))]
internal sealed partial class SignalSourceContractsJson : JsonSerializerContext
{
    public static readonly SignalSourceContractsJson Wire = new(DocumentJson.NewOptions());
}

public static class SignalSourceLists
{
    public static readonly ListSpec<SignalSourceView> Sources = new()
    {
        Name = "signal-sources",
        Noun = "signal_source",
        Collection = SignalSource.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["key"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["preset"] = FieldType.Text,
            ["scheme"] = FieldType.Text,
            ["kind"] = FieldType.Text,
            ["active"] = FieldType.Flag,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
    };
}
