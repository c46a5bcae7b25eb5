using KoSales.Domain.Leads;
using NodaTime;

namespace KoSales.Domain.Scoring;

/// <summary>A rule, ready to be asked.</summary>
/// <param name="Fields">The paths that its filter mentions.</param>
/// <param name="Relative">It looks at the clock, so its answer changes without any field changing.</param>
public sealed record ReadyRule(
    ScoreRule Rule,
    Filter Filter,
    IReadOnlySet<string> Fields,
    bool Relative,
    Func<Lead, Instant, bool> Matches
)
{
    /// <summary>The earliest instant after now at which time alone may change the answer; null: it
    /// stays.</summary>
    public Func<Lead, Instant, Instant?> NextChange { get; init; } = (_, _) => null;
}

/// <summary>The active score rules at one moment. Immutable.</summary>
/// <remarks>score = clamp(sum of the points of the matching rules, 0, 100).</remarks>
public sealed class ScoreCard(IReadOnlyList<ReadyRule> rules)
{
    public const int WarmFrom = 30;
    public const int HotFrom = 60;

    public static readonly ScoreCard Empty = new([]);

    public IReadOnlyList<ReadyRule> Rules { get; } = rules;

    public Lead Score(Lead lead, Instant now) =>
        Rules.Count == 0 && lead is { ScoreReasons.Count: 0, ScoreReevaluationAt: null }
            ? lead
            : With(lead, rule => rule.Matches(lead, now), now);

    /// <summary>Asks only the rules that mention a changed field, or the clock; the others keep what they
    /// said.</summary>
    /// <param name="changed">Paths as in <see cref="LeadFields"/>.</param>
    public Lead Rescore(Lead lead, IReadOnlyCollection<string> changed, Instant now)
    {
        if (Rules.All(r => !IsTouched(r, changed)))
            return lead;
        var before = lead.ScoreReasons.Select(r => r.RuleId).ToHashSet();
        return With(
            lead,
            rule =>
                IsTouched(rule, changed) ? rule.Matches(lead, now) : before.Contains(rule.Rule.Key),
            now
        );
    }

    /// <summary>Whether a rule looks at one of these fields.</summary>
    public bool Mentions(IReadOnlyCollection<string> paths) =>
        Rules.Any(r => r.Fields.Overlaps(paths));

    public static LeadRating RatingOf(int score) =>
        score switch
        {
            >= HotFrom => LeadRating.Hot,
            >= WarmFrom => LeadRating.Warm,
            _ => LeadRating.Cold,
        };

    private Lead With(Lead lead, Func<ReadyRule, bool> matches, Instant now)
    {
        ScoreReason[] reasons =
        [
            .. Rules
                .Where(matches)
                .Select(r => new ScoreReason(r.Rule.Key, r.Rule.Name, r.Rule.Points)),
        ];
        var score = Math.Clamp(reasons.Sum(r => r.Points), 0, 100);
        return lead with
        {
            Score = score,
            Rating = RatingOf(score),
            ScoreReasons = reasons,
            ScoreReevaluationAt = NextChangeOf(lead, now),
        };
    }

    private Instant? NextChangeOf(Lead lead, Instant now)
    {
        Instant? first = null;
        foreach (var rule in Rules.Where(r => r.Relative))
        {
            if (
                rule.NextChange(lead, now) is { } next
                && (first is not { } earlier || next < earlier)
            )
                first = next;
        }

        return first;
    }

    private static bool IsTouched(ReadyRule rule, IReadOnlyCollection<string> changed) =>
        rule.Relative || rule.Fields.Overlaps(changed);
}
