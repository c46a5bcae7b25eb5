using KoSales.Domain.Cohorts;
using KoSales.Domain.Reports;
using KoSales.Functions.Cohorts;

namespace KoSales.Functions.Reports;

public sealed record GrowthQuestion(string CohortId, MomentRange Range, bool Weekly);

/// <summary>Streams the membership periods of a cohort, those that last and those that have ended.</summary>
public sealed class GrowthReport(IDocumentStore store, Items items)
{
    public async Task<Verdict<GrowthView>> ShowAsync(
        GrowthQuestion question,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var cohort = await items.LoadAsync(
            CohortLists.Cohorts,
            Cohort.Collection,
            question.CohortId,
            actor,
            cancellationToken
        );
        if (cohort.IsRefused)
            return cohort.Refusal;
        var (from, to) = (question.Range.From, question.Range.To);
        var tally = new GrowthTally(from, to, question.Weekly);
        await AddAsync(tally, cohort.Value.Key, cancellationToken);
        return new GrowthView(
            cohort.Value.Key,
            from,
            to,
            [.. tally.Steps().Select(s => new GrowthStepView(s.Begin, s.Joined, s.Left, s.Size))]
        );
    }

    private async ValueTask AddAsync(
        GrowthTally tally,
        string cohortId,
        CancellationToken cancellationToken
    )
    {
        var lasting = store.StreamAsync(
            CohortMember.Collection,
            CohortMember.Of(cohortId),
            cancellationToken
        );
        await foreach (var member in lasting)
            tally.Add(member.JoinedAt, null);
        var ended = store.StreamAsync(
            MembershipPeriod.Collection,
            Filter.Eq("cohort_id", cohortId),
            cancellationToken
        );
        await foreach (var period in ended)
            tally.Add(period.JoinedAt, period.LeftAt);
    }
}
