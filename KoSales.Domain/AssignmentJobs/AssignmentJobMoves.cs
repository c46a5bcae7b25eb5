using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Domain.AssignmentJobs;

/// <summary>What an assignment job takes beyond what every job does. Each move gives the job as it is to be
/// stored next (version + 1), the same job where nothing changes, or refuses.</summary>
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
            ? this.Live(Life.Start(JobStatus.Planning, now), now) with
            {
                WaitingSince = null,
            }
            : this;

    /// <summary>Carries out the plan of a dry run; the caller reserves what it promises in the same
    /// transaction.</summary>
    public Verdict<CohortAssignmentJob> Run(Command command)
    {
        if (!DryRun || Status != JobStatus.Completed)
            return Forbids("assignment_job.not_a_dry_run", "is no completed dry run");
        return Again(JobStatus.Running, command) with
        {
            DryRun = false,
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
        return Undo is not null ? Undone : Again(JobStatus.Queued, command) with { Errors = [] };
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
        return this.Next(command.Now, command.Actor) with
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
            ? this.Next(now, Actor.System) with
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
            : this.Live(Life.Finish(now), now) with
            {
                Agents = WithGiven().Agents,
                Reserved = new Dictionary<string, long>(),
                Errors = errors,
                WaitingSince = null,
            };

    /// <param name="why">One sentence.</param>
    public CohortAssignmentJob Fail(string why, Instant now) =>
        HasEnded
            ? this
            : this.Live(Life.Fail(why, now), now) with
            {
                Reserved = new Dictionary<string, long>(),
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

    /// <summary>A plan that is being made cannot be interrupted.</summary>
    protected internal override Fault? PauseFault =>
        Status is JobStatus.Queued or JobStatus.Planning
            ? Forbids(
                "assignment_job.planning",
                "is still being planned; pause it when it runs, or cancel it"
            )
            : null;

    protected internal override Fault FaultOf(JobBar bar) =>
        bar switch
        {
            JobBar.Ended => Forbids("assignment_job.ended", "has ended"),
            JobBar.Cancelling => Forbids("assignment_job.cancelling", "is being cancelled"),
        };

    private static string InstanceOf(AssignmentJobId id, int round) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id.Value}.{round}");

    private CohortAssignmentJob Again(JobStatus into, Command command) =>
        this.Next(command.Now, command.Actor) with
        {
            Life = Life.Again(into),
            Round = Round + 1,
            InstanceId = InstanceOf(Id, Round + 1),
            WaitingSince = command.Now,
        };

    private Fault Undone => Forbids("assignment_job.undone", "was undone");

    private Fault Forbids(string code, string why) =>
        Fault.Conflict(
            code,
            $"Assignment job {Id.Value} {why}.",
            ("current_status", WireNames<JobStatus>.Of(Status))
        );
}
