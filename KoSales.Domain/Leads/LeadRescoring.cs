using System.Globalization;
using KoSales.Domain.Entities;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>A decision about a lead with the score that follows from it.</summary>
public static class LeadRescoring
{
    /// <summary>A changed score is one of the decision's changes, and so is a changed rating.</summary>
    public static EntityFact<Lead> Rescored(this EntityFact<Lead> fact, Lead scored) =>
        scored.Score == fact.Entity.Score
            ? fact with
            {
                Entity = scored,
            }
            : fact with
            {
                Entity = scored,
                Changes = [.. fact.Changes, .. Changes(fact.Entity, scored)],
            };

    private static IEnumerable<FieldChange> Changes(Lead before, Lead scored)
    {
        yield return new FieldChange("score", Text(before.Score), Text(scored.Score));
        if (scored.Rating != before.Rating)
            yield return new FieldChange("rating", Text(before.Rating), Text(scored.Rating));
    }

    private static string Text(int score) => score.ToString(CultureInfo.InvariantCulture);

    private static string Text(LeadRating rating) => WireNames<LeadRating>.Of(rating);
}
