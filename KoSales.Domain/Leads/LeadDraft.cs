using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Leads;

/// <summary>A lead that parsed: nothing in it breaks a rule that can be told without the store.</summary>
/// <param name="Fields">A lead with the fields that were given, and nothing else.</param>
public sealed record LeadDraft(Lead Fields, Person Person) : IPlaced<LeadDraft>
{
    /// <summary>What was said of consent.</summary>
    public ConsentWords Consent { get; init; } = ConsentWords.None;

    /// <summary>What is odd but accepted.</summary>
    public IReadOnlyList<FieldWarning> Warnings { get; init; } = [];

    /// <summary>What a row says of who has the lead, since when it is there and how far it has come; null for
    /// nothing.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Who gets the lead, found by <see cref="Placement"/>; null for the pool of the creator's
    /// team.</summary>
    public Holder? Holder { get; init; }

    /// <summary>At which stage it starts, found by <see cref="Placement"/>; null for the first.</summary>
    public LeadEntry? Entry { get; init; }

    /// <summary>Of an imported row: job and row (<c>J-1:17</c>). Null otherwise.</summary>
    public string? Origin { get; init; }

    /// <summary>The workflow that the lead is to start on; null for the one that the rules or the default
    /// say.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>
    /// What was said of consent, as lines of the ledger; where it was said is the channel by which the lead
    /// came,
    /// unless a line says it.
    /// </summary>
    public IReadOnlyList<ConsentEntry> ConsentLines(Command command) =>
        Consent.IsEmpty
            ? []
            : Consent.ToLines(WireNames<SourceChannel>.Of(Fields.Source.Channel), command);

    public LeadDraft At(Holder holder) => this with { Holder = holder };

    public override string ToString() => nameof(LeadDraft);
}

/// <summary>The stage at which a lead starts that did not begin with us.</summary>
/// <param name="WorkflowId">Of the workflow that has the stage.</param>
/// <param name="Stage">Its key.</param>
/// <param name="Reason">Why it was lost; null at any other stage.</param>
public sealed record LeadEntry(string WorkflowId, string Stage, string? Reason);
