using System.Text.Json.Serialization;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Jobs;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Jobs;
using KoSales.Functions.Rules;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Where an evaluation is: ids and numbers only.</summary>
/// <param name="JobId">Null for the nightly one.</param>
/// <param name="After">The last entity id that is settled.</param>
/// <param name="Seen">Documents looked at so far.</param>
/// <param name="Changed">Joined and left so far.</param>
/// <param name="Drift">Differences so far that nothing explains but a change that nobody followed.</param>
public sealed record EvaluationStep(
    string CohortId,
    string? JobId,
    string? After = null,
    long Seen = 0,
    long Changed = 0,
    long Drift = 0
)
{
    /// <summary>The ruling it goes by; null before the first page.</summary>
    public int? Ruling { get; init; }
}

/// <param name="Next">Null when nothing is left.</param>
public sealed record EvaluationPage(
    EvaluationStep? Next,
    [property: JsonPropertyName("Wish")] JobDirective Directive
);

/// <summary>Evaluates a cohort over all entities, page after page. A page that comes twice finds nothing to
/// write the second time; counts go by the step.</summary>
public sealed class CohortEvaluation(
    IDocumentStore store,
    RuleEngine rules,
    CohortCache cache,
    MembershipWriter writer,
    JobDesk jobs,
    TimeProvider time,
    ILogger<CohortEvaluation> log
)
{
    private const int PerCommit = 1_000;
    private static readonly TimeSpan PageTime = TimeSpan.FromSeconds(1);

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>About a second's work.</summary>
    public async Task<EvaluationPage> RunAsync(
        EvaluationStep step,
        CancellationToken cancellationToken
    )
    {
        var directive = await BeginAsync(step, cancellationToken);
        return directive == JobDirective.Run
            ? await RunInlineAsync(step, cancellationToken)
            : new EvaluationPage(step, directive);
    }

    /// <summary>The same for a job that is not begun yet, and stays queued until all is done.</summary>
    public async Task<EvaluationPage> RunInlineAsync(
        EvaluationStep step,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(step, cancellationToken) is not { } cohort)
            return await EndAsync(step, null, cancellationToken);
        step = step with { Ruling = cohort.Cohort.Ruling };
        if (step is { After: null, JobId: not null })
            await SettleManualAsync(cohort, step.JobId, cancellationToken);
        var started = time.GetTimestamp();
        var scan = new CohortScan(store, rules, cohort);
        await foreach (var stretch in scan.StretchesAsync(step.After, () => Now, cancellationToken))
        {
            step = await SettleAsync(step, cohort, stretch, cancellationToken);
            if (stretch.Last is null)
                return await EndAsync(step, cohort, cancellationToken);
            if (time.GetElapsedTime(started) > PageTime)
                break;
        }

        return new EvaluationPage(step, await ReportAsync(step, cancellationToken));
    }

    private async Task<EvaluationStep> SettleAsync(
        EvaluationStep step,
        LiveCohort cohort,
        CohortStretch stretch,
        CancellationToken cancellationToken
    )
    {
        // Members of a cohort that others ask for are settled together with those.
        var isAsked =
            (await cache.CurrentAsync(cancellationToken)).DependentsOf(cohort.Id).Count > 0;
        var seenBy = isAsked ? null : stretch.Matches;
        var (changed, cause) = (0, step.JobId ?? "cohort-reconcile");
        foreach (var some in stretch.Members.Where(m => m.NeedsWriting).Chunk(PerCommit))
        {
            var tally = await SettleAsync(cohort, some, seenBy, cause, cancellationToken);
            changed += tally.Changes;
        }

        return step with
        {
            After = stretch.Last,
            Seen = step.Seen + stretch.Seen,
            Changed = step.Changed + changed,
            Drift = step.Drift + stretch.Members.Count(m => m.IsDrift),
        };
    }

    /// <param name="matches">By which the store said who matches; null to read the entities.</param>
    private Task<MembershipTally> SettleAsync(
        LiveCohort cohort,
        ScannedEntity[] some,
        Filter? matches,
        string cause,
        CancellationToken cancellationToken
    ) =>
        matches is not null
            ? writer.SettleSeenAsync(cohort, some, matches, cause, cancellationToken)
            : writer.SettleAsync(
                cohort.Cohort.Entity,
                [.. some.Select(m => m.EntityId)],
                index => index.Of([cohort.Id]),
                cause,
                cancellationToken
            );

    /// <summary>What is in by a pin that may be gone: a walk over ids does not see by what a member is
    /// in.</summary>
    private async Task SettleManualAsync(
        LiveCohort cohort,
        string jobId,
        CancellationToken cancellationToken
    )
    {
        var manual = Filter.AllOf(CohortMember.Of(cohort.Id), Filter.Eq("source", "manual"));
        await foreach (
            var some in store
                .StreamIdsAsync(CohortMember.Collection, manual, null, cancellationToken)
                .Select(CohortMember.EntityOf)
                .Chunk(PerCommit)
                .WithCancellation(cancellationToken)
        )
            await writer.SettleAsync(
                cohort.Cohort.Entity,
                some,
                index => index.Of([cohort.Id]),
                jobId,
                cancellationToken
            );
    }

    /// <summary>Null when it is no longer live, or has another rule: that change has an evaluation of its
    /// own.</summary>
    private async Task<LiveCohort?> FindAsync(
        EvaluationStep step,
        CancellationToken cancellationToken
    )
    {
        var indexes = await cache.CurrentAsync(cancellationToken);
        var cohort = indexes.Find(step.CohortId) is { } found
            ? indexes.Of(found.Entity).Find(step.CohortId)
            : null;
        return cohort is null || (step.Ruling is { } ruling && ruling != cohort.Cohort.Ruling)
            ? null
            : cohort;
    }

    private async Task<JobDirective> BeginAsync(
        EvaluationStep step,
        CancellationToken cancellationToken
    )
    {
        var now = Now;
        return step.JobId is null
            ? JobDirective.Run
            : (
                await jobs.AdvanceAsync(step.JobId, job => job.Start(now), cancellationToken)
            ).Directive;
    }

    /// <summary>Brings the job's counts to those of the step; doing it again adds nothing.</summary>
    private async Task<JobDirective> ReportAsync(
        EvaluationStep step,
        CancellationToken cancellationToken
    )
    {
        if (step.JobId is null)
            return JobDirective.Run;
        var now = Now;
        return (await jobs.AdvanceAsync(step.JobId, Moved, cancellationToken)).Directive;

        Job Moved(Job job)
        {
            var part = new JobPart(
                Math.Max(0, step.Changed - job.Succeeded),
                0,
                Math.Max(0, step.Seen - step.Changed - job.Skipped)
            );
            return job.HasEnded || part.Processed == 0 ? job : job.Advance(part, now);
        }
    }

    private async Task<EvaluationPage> EndAsync(
        EvaluationStep step,
        LiveCohort? cohort,
        CancellationToken cancellationToken
    )
    {
        await ReportAsync(step, cancellationToken);
        if (cohort is not null)
            await store.CommitAsync(
                new WriteBatch().Patch(
                    CohortFigures.Collection,
                    Filter.Eq("id", cohort.Id),
                    Evaluated(step)
                ),
                cancellationToken
            );
        if (step.JobId is not null)
            await FinishAsync(step.JobId, cancellationToken);
        else if (step.Drift > 0)
            log.Drifted(step.CohortId, step.Drift);
        return new EvaluationPage(null, JobDirective.Run);
    }

    private async Task FinishAsync(string jobId, CancellationToken cancellationToken)
    {
        var now = Now;
        await jobs.AdvanceAsync(jobId, Counted, cancellationToken);
        await jobs.FinishAsync(jobId, now, cancellationToken);

        Job Counted(Job job) =>
            job.HasEnded || job.CancelRequestedAt is not null
                ? job
                : job.Start(now).Count(job.Processed, now);
    }

    private Patch Evaluated(EvaluationStep step)
    {
        var now = Now;
        var set = new Dictionary<string, string?>
        {
            ["last_evaluated_at"] = JsonText.Of(now),
            ["evaluated_ruling"] = FilterLiteral.AsJson(step.Ruling!.Value),
        };
        if (step.JobId is { } job)
            set["evaluation_job_id"] = $"\"{job}\"";
        else
            set["drift"] = FilterLiteral.AsJson(step.Drift);
        return new Patch(now, "system") { Set = set };
    }
}
