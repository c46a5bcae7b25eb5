using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Related;
using NodaTime;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>A signal that a person or another system brings by itself.</summary>
public sealed record CreateSignal
{
    public required SignalKind Kind { get; init; }

    [Description("The same key again is the same signal; absent: it is one of its own.")]
    [StringLength(Signal.LongestKey, MinimumLength = 1)]
    [KeptInTheClear]
    public string? DedupeKey { get; init; }

    [Description("Absent: now.")]
    public Instant? OccurredAt { get; init; }

    [Description("What it is about; without it, whoever has phone or e-mail address.")]
    public RelatedEntity? EntityRef { get; init; }

    [StringLength(FieldLimits.Name)]
    public string? Name { get; init; }

    [Description("As in leads; kept in the vault.")]
    [StringLength(60)]
    public string? Phone { get; init; }

    [StringLength(254)]
    public string? Email { get; init; }

    [Description("What they wrote; numbers and addresses in it are masked.")]
    [StringLength(Signal.LongestMessage)]
    public string? Message { get; init; }

    [Description("Of the lead that may come of it; farmer when absent.")]
    public BuyerKind? LeadKind { get; init; }

    [Description("Of the lead that may come of it; as the kind says when absent.")]
    public SourceChannel? Channel { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(CreateSignal);
}

/// <summary>A payload, to be looked at by a mapping that may not be saved yet.</summary>
public sealed record PreviewSignal
{
    [Description("The key of a source; what else is given here wins over what it has.")]
    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Source { get; init; }

    [Description("Without a source: what to begin with; custom when absent.")]
    public SignalPreset? Preset { get; init; }

    public SignalKind? Kind { get; init; }

    public SignalMappingBody? Mapping { get; init; }

    public ClosedLeadsBody? ClosedLeads { get; init; }

    [Description("A delivery as the sender makes it. Nothing of it is kept.")]
    public required IReadOnlyDictionary<string, JsonElement> Payload { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(PreviewSignal);
}

/// <summary>What would come of a delivery.</summary>
public sealed record SignalPreview
{
    [Description("In the order of the delivery; empty for one that has no signals in it.")]
    public required IReadOnlyList<PreviewedSignal> Signals { get; init; }
}

public sealed record PreviewedSignal
{
    public required SignalKind Kind { get; init; }

    [Description("Absent where the delivery's own id would be taken.")]
    public string? DedupeKey { get; init; }

    public required Instant OccurredAt { get; init; }

    public string? Message { get; init; }

    [Description("Fields of the lead, personal ones masked.")]
    public required IReadOnlyList<PreviewedField> Fields { get; init; }

    [Description("Fields that would be left out since they cannot be read.")]
    public required IReadOnlyList<SignalFault> Left { get; init; }

    [Description("Why it would fail, for a lead that cannot be made.")]
    public IReadOnlyList<SignalFault>? Errors { get; init; }

    [Description("What would be done.")]
    public required SignalMove Move { get; init; }

    [Description("About what; absent for one that you do not see.")]
    public EntityRef? Target { get; init; }

    [Description("A signal with this key was taken in before: nothing would be done.")]
    public required bool Known { get; init; }

    public required IReadOnlyList<PreviewedCandidate> Candidates { get; init; }
}

/// <param name="Value">Masked where it is personal.</param>
public sealed record PreviewedField(string Field, string Value);

/// <param name="EntityRef">Null for one that you do not see.</param>
/// <param name="Open">Somebody works it.</param>
public sealed record PreviewedCandidate(EntityKind Type, EntityRef? EntityRef, bool Open);
