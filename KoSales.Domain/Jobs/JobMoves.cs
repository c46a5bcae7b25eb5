using NodaTime;

namespace KoSales.Domain.Jobs;

/// <summary>What a finished part of a job adds to its counts.</summary>
public sealed record JobPart(long Succeeded, long Failed, long Skipped)
{
    public static readonly JobPart Nothing = new(0, 0, 0);

    public long Processed => Succeeded + Failed + Skipped;

    public static JobPart operator +(JobPart left, JobPart right) =>
        new(
            left.Succeeded + right.Succeeded,
            left.Failed + right.Failed,
            left.Skipped + right.Skipped
        );

    public static JobPart Add(JobPart left, JobPart right) => left + right;
}

/// <summary>The life of a job. Each move gives the job as it is to be stored next (version + 1), or
/// refuses.</summary>
public sealed partial record Job
{
    public static Job Accept(JobId id, JobKind kind, Command command) =>
        new()
        {
            Id = id,
            Kind = kind,
            RequestedBy = command.Actor.Id,
            OwnerId = command.Actor.Id,
            TeamId = command.Actor.TeamId,
            InstanceId = id.Value,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>The same job when it has been started before: starting twice is the redelivery of one
    /// start.</summary>
    public Job Start(Instant now) =>
        StartedAt is not null || HasEnded
            ? this
            : Next(now, Actor.System) with
            {
                StartedAt = now,
                Status = Status == JobStatus.Queued ? JobStatus.Running : Status,
            };

    public Job Count(long total, Instant now) =>
        Total == total ? this : Next(now, Actor.System) with { Total = total };

    public Verdict<Job> Pause(Command command) =>
        Status switch
        {
            JobStatus.Queued
            or JobStatus.Planning
            or JobStatus.Running when CancelRequestedAt is null => Next(
                command.Now,
                command.Actor
            ) with
            {
                Status = JobStatus.Paused,
            },
            JobStatus.Queued or JobStatus.Planning or JobStatus.Running => Forbids(
                "job.cancelling",
                "is being cancelled"
            ),
            JobStatus.Paused => this,
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Failed
            or JobStatus.Cancelled => Ended,
        };

    public Verdict<Job> Resume(Command command) =>
        Status switch
        {
            JobStatus.Paused when CancelRequestedAt is not null => Forbids(
                "job.cancelling",
                "is being cancelled"
            ),
            JobStatus.Paused => Next(command.Now, command.Actor) with
            {
                Status = StartedAt is null ? JobStatus.Queued : JobStatus.Running,
            },
            JobStatus.Queued or JobStatus.Planning or JobStatus.Running => this,
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Failed
            or JobStatus.Cancelled => Ended,
        };

    /// <summary>Asks for the end; it comes when the parts under way have finished.</summary>
    public Verdict<Job> Cancel(Command command) =>
        Status switch
        {
            JobStatus.Queued or JobStatus.Planning or JobStatus.Running or JobStatus.Paused =>
                CancelRequestedAt is not null
                    ? this
                    : Next(command.Now, command.Actor) with
                    {
                        CancelRequestedAt = command.Now,
                    },
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Failed
            or JobStatus.Cancelled => Ended,
        };

    public Job Advance(JobPart part, Instant now) =>
        Next(now, Actor.System) with
        {
            Processed = Processed + part.Processed,
            Succeeded = Succeeded + part.Succeeded,
            Failed = Failed + part.Failed,
            Skipped = Skipped + part.Skipped,
        };

    /// <summary>The end that the counts and a request to cancel call for. The same job when it has
    /// ended.</summary>
    public Job Finish(Instant now) =>
        HasEnded ? this : Next(now, Actor.System) with { FinishedAt = now, Status = EndStatus };

    /// <param name="why">One sentence without personal data.</param>
    public Job Fail(string why, Instant now) =>
        HasEnded
            ? this
            : Next(now, Actor.System) with
            {
                FinishedAt = now,
                Status = JobStatus.Failed,
                Failure = why,
            };

    public Job WithLink(string name, string path) =>
        this with
        {
            Links = new Dictionary<string, string>(Links) { [name] = path },
        };

    private JobStatus EndStatus =>
        CancelRequestedAt is not null && Processed != Total ? JobStatus.Cancelled
        : Failed > 0 ? JobStatus.CompletedWithErrors
        : JobStatus.Completed;

    private Fault Ended => Forbids("job.ended", "has ended");

    private Fault Forbids(string code, string why) =>
        Fault.Conflict(code, $"Job {Id.Value} {why}; nothing can be changed about it any more.");

    private Job Next(Instant now, Actor by) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = now,
            UpdatedBy = by.Id,
        };
}
