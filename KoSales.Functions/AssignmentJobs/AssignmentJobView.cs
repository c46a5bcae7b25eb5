using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Jobs;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>An assignment job as its requester sees it: what every job shows, what was asked for, and the
/// report.</summary>
public sealed record AssignmentJobView : JobShape
{
    public string? CohortId { get; init; }

    public string? PortfolioOf { get; init; }

    public required PlanStrategy Strategy { get; init; }

    public required AssignmentScope Scope { get; init; }

    public required IReadOnlyList<string> OwnedBy { get; init; }

    /// <summary>With what each was given so far beside the quota.</summary>
    public required IReadOnlyList<JobAgent> Agents { get; init; }

    public required bool SkillsMatching { get; init; }

    public required bool Sticky { get; init; }

    public required bool Cascade { get; init; }

    public required long Seed { get; init; }

    public required long Members { get; init; }

    /// <summary>The same as succeeded.</summary>
    public required long Assigned { get; init; }

    /// <summary>Reason → count; skipped_count in all.</summary>
    public required IReadOnlyDictionary<string, long> Skipped { get; init; }

    public required BatchCount Batches { get; init; }

    public required IReadOnlyList<Unassignable> Unassignable { get; init; }

    public required IReadOnlyList<AssignmentFault> Errors { get; init; }

    public required int Round { get; init; }

    public string? InstanceId { get; init; }

    public Instant? PlannedAt { get; init; }

    public AssignmentUndo? Undo { get; init; }

    public static AssignmentJobView Of(CohortAssignmentJob job)
    {
        var self = $"{Routes.Base}cohort-assignment-jobs/{job.Id}";
        var pace = job.Pace;
        return new AssignmentJobView
        {
            Id = job.Key,
            Version = job.Version,
            Kind = JobKind.CohortAssignment,
            Status = job.Status,
            CohortId = job.CohortId,
            PortfolioOf = job.PortfolioOf,
            Entity = job.Entity,
            RequestedBy = job.RequestedBy,
            TeamId = job.TeamId,
            Strategy = job.Strategy,
            Scope = job.Scope,
            OwnedBy = job.OwnedBy,
            Agents = job.Given.Count == 0 ? job.Agents : job.WithGiven().Agents,
            SkillsMatching = job.SkillsMatching,
            Sticky = job.Sticky,
            Cascade = job.Cascade,
            DryRun = job.DryRun,
            Seed = job.Seed,
            Members = job.Members,
            Total = job.Total,
            Processed = job.Processed,
            Succeeded = job.Assigned,
            Assigned = job.Assigned,
            SkippedCount = job.Skipped.Values.Sum(),
            Skipped = job.Skipped,
            Failed = job.Failed,
            Batches = job.Batches,
            Unassignable = job.Unassignable,
            Errors = job.Errors,
            FirstErrors =
                job.Errors.Count == 0 ? null : [.. job.Errors.Select(AssignmentErrors.Shown)],
            ErrorsUrl = JobLinks.ErrorsOf(self),
            Links = JobLinks.Of(self, job.Actions, RelatedTo(job)),
            Round = job.Round,
            InstanceId = job.InstanceId,
            CancelRequestedAt = job.CancelRequestedAt,
            StartedAt = job.StartedAt,
            PlannedAt = job.PlannedAt,
            FinishedAt = job.FinishedAt,
            Progress = pace.Progress,
            RatePerSecond = pace.RatePerSecond,
            EtaSeconds = pace.EtaSeconds,
            Failure = job.Failure,
            Undo = job.Undo,
            CreatedAt = job.CreatedAt,
            UpdatedAt = job.UpdatedAt,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> RelatedTo(CohortAssignmentJob job)
    {
        if (job.CohortId is { } cohort)
            yield return new("cohort", $"{Routes.Base}cohorts/{cohort}");
        if (job.PortfolioOf is { } agent)
            yield return new("agent", $"{Routes.Base}agents/{agent}");
    }
}
