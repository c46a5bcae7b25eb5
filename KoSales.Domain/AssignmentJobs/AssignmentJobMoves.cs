using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Domain.AssignmentJobs;

/// <summary>The life of an assignment job. Each move gives the job as it is to be stored next (version +
/// 1), the same job where nothing changes, or refuses.</summary>
public sealed partial record CohortAssignmentJob
{
    /// <summary>A new job, waiting for its instance.</summary>
    /// <param name="draft">With what was asked for.</param>
    public static CohortAssignmentJob Accept(CohortAssignmentJob draft, Command command) =>
        draft with
        {
            InstanceId = InstanceOf(draft.Id, 1),
            WaitingSince = command.Now,
            RequesterRoles = [.. command.Actor.Roles],
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    public CohortAssignmentJob StartPlanning(Instant now) =>
        Status == JobStatus.Queued
            ? Next(now, Actor.System) with
            {
                Status = JobStatus.Planning,
                StartedAt = StartedAt ?? now,
                WaitingSince = null,
            }
            : this;

    public Verdict<CohortAssignmentJob> Pause(Command command) =>
        Status switch
        {
            JobStatus.Queued or JobStatus.Planning => Forbids(
                "assignment_job.planning",
                "is still being planned; pause it when it runs, or cancel it"
            ),
            JobStatus.Running when CancelRequestedAt is null => Next(
                command.Now,
                command.Actor
            ) with
            {
                Status = JobStatus.Paused,
            },
            JobStatus.Running => Forbids("assignment_job.cancelling", "is being cancelled"),
            JobStatus.Paused => this,
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Cancelled
            or JobStatus.Failed => Ended,
        };

    public Verdict<CohortAssignmentJob> Resume(Command command) =>
        Status switch
        {
            JobStatus.Paused when CancelRequestedAt is not null => Forbids(
                "assignment_job.cancelling",
                "is being cancelled"
            ),
            JobStatus.Paused => Next(command.Now, command.Actor) with
            {
                Status = JobStatus.Running,
            },
            JobStatus.Queued or JobStatus.Planning or JobStatus.Running => this,
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Cancelled
            or JobStatus.Failed => Ended,
        };

    /// <summary>Asks for the end; it comes when the batches under way have finished.</summary>
    public Verdict<CohortAssignmentJob> Cancel(Command command)
    {
        if (HasEnded)
            return Ended;
        return CancelRequestedAt is not null
            ? this
            : Next(command.Now, command.Actor) with
            {
                CancelRequestedAt = command.Now,
            };
    }

    /// <summary>Carries out the plan of a dry run; the caller reserves what it promises in the same
    /// transaction.</summary>
    public Verdict<CohortAssignmentJob> Run(Command command)
    {
        if (!DryRun || Status != JobStatus.Completed)
            return Forbids("assignment_job.not_a_dry_run", "is no completed dry run");
        return Again(command) with
        {
            DryRun = false,
            Status = JobStatus.Running,
            PlannedRound = Round + 1,
            PlannedAt = command.Now,
            Processed = Skipped.Values.Sum(),
            StartedAt = command.Now,
        };
    }

    /// <summary>Plans what failed anew, among those who take part now.</summary>
    public Verdict<CohortAssignmentJob> Retry(Command command)
    {
        if (!HasEnded)
            return Forbids("assignment_job.not_ended", "has not ended yet");
        if (Failed == 0)
            return Forbids("assignment_job.nothing_failed", "has nothing that failed");
        return Undo is not null
            ? Undone
            : Again(command) with
            {
                Status = JobStatus.Queued,
                CancelRequestedAt = null,
                Errors = [],
            };
    }

    /// <summary>Asks for the way back of everything that has not changed since.</summary>
    public Verdict<CohortAssignmentJob> TakeBack(Command command)
    {
        if (!HasEnded)
            return Forbids("assignment_job.not_ended", "has not ended yet; cancel it first");
        if (Undo is not null)
            return Undone;
        if (Assigned == 0)
            return Forbids("assignment_job.nothing_assigned", "has assigned nothing");
        return Next(command.Now, command.Actor) with
        {
            WaitingSince = command.Now,
            Undo = new AssignmentUndo(
                UndoStatus.Running,
                0,
                0,
                0,
                command.Now,
                null,
                $"{Id.Value}.undo"
            ),
        };
    }

    public CohortAssignmentJob FinishUndo(Instant now) =>
        Undo is { Status: UndoStatus.Running } undo
            ? Next(now, Actor.System) with
            {
                Undo = undo with { Status = UndoStatus.Completed, FinishedAt = now },
                WaitingSince = null,
            }
            : this;

    /// <summary>The end that the counts and a request to cancel call for. What was promised is given up:
    /// the caller takes it off the loads.</summary>
    /// <param name="errors">The first that failed.</param>
    public CohortAssignmentJob Finish(IReadOnlyList<AssignmentFault> errors, Instant now) =>
        HasEnded
            ? this
            : Next(now, Actor.System) with
            {
                Status =
                    CancelRequestedAt is not null && (Total is null || Processed < Total)
                        ? JobStatus.Cancelled
                    : Failed > 0 ? JobStatus.CompletedWithErrors
                    : JobStatus.Completed,
                Agents = WithGiven().Agents,
                Reserved = new Dictionary<string, long>(),
                Errors = errors,
                FinishedAt = now,
                WaitingSince = null,
            };

    /// <param name="why">One sentence.</param>
    public CohortAssignmentJob Fail(string why, Instant now) =>
        HasEnded
            ? this
            : Next(now, Actor.System) with
            {
                Status = JobStatus.Failed,
                Failure = why,
                Reserved = new Dictionary<string, long>(),
                FinishedAt = now,
                WaitingSince = null,
            };

    /// <summary>With what each agent was given so far beside its quota.</summary>
    public CohortAssignmentJob WithGiven() =>
        this with
        {
            Agents =
            [
                .. Agents.Select((a, i) => a with { Assigned = Given.GetValueOrDefault(KeyOf(i)) }),
            ],
        };

    internal CohortAssignmentJob Next(Instant now, Actor by) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = now,
            UpdatedBy = by.Id,
        };

    private static string InstanceOf(AssignmentJobId id, int round) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id.Value}.{round}");

    private CohortAssignmentJob Again(Command command) =>
        Next(command.Now, command.Actor) with
        {
            Round = Round + 1,
            InstanceId = InstanceOf(Id, Round + 1),
            WaitingSince = command.Now,
            FinishedAt = null,
        };

    private Fault Ended => Forbids("assignment_job.ended", "has ended");

    private Fault Undone => Forbids("assignment_job.undone", "was undone");

    private Fault Forbids(string code, string why) =>
        Fault.Conflict(
            code,
            $"Assignment job {Id.Value} {why}.",
            ("current_status", WireNames<JobStatus>.Of(Status))
        );
}
