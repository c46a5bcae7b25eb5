using KoSales.Domain.Access;
using KoSales.Domain.Kernel;
using NodaTime;

namespace KoSales.Domain.Jobs;

/// <summary>What a finished part of a job adds to its counts.</summary>
public sealed record JobPart(long Succeeded, long Failed, long Skipped)
{
    public static readonly JobPart Nothing = new(0, 0, 0);

    public long Processed => Succeeded + Failed + Skipped;

    public static JobPart operator +(JobPart left, JobPart right) =>
        new(left.Succeeded + right.Succeeded, left.Failed + right.Failed, left.Skipped + right.Skipped);

    public static JobPart Add(JobPart left, JobPart right) => left + right;
}

/// <summary>The life of a job. Each move gives the job as it is to be stored next (version + 1), or refuses.</summary>
public sealed partial record Job
{
    public static Job Accept(JobId id, JobKind kind, Command command) => new()
    {
        Id = id,
        Kind = kind,
        RequestedBy = command.Actor.Id,
        OwnerId = command.Actor.Id,
        TeamId = command.Actor.TeamId,
        InstanceId = id.Value,
        ErrorsUrl = $"{PathOf(id)}/errors",
        Links = new Dictionary<string, string>
        {
            ["self"] = PathOf(id),
            ["cancel"] = $"{PathOf(id)}/cancel",
            ["pause"] = $"{PathOf(id)}/pause",
            ["resume"] = $"{PathOf(id)}/resume",
        },
        CreatedAt = command.Now,
        UpdatedAt = command.Now,
        CreatedBy = command.Actor.Id,
        UpdatedBy = command.Actor.Id,
    };

    public static string PathOf(JobId id) => $"/api/v1/jobs/{id.Value}";

    /// <summary>The same job when it has been started before: starting twice is the redelivery of one start.</summary>
    public Job Start(Instant now) => StartedAt is not null || HasEnded
        ? this
        : Next(now, Actor.System) with { StartedAt = now, Status = Status == JobStatus.Queued ? JobStatus.Running : Status };

    public Job Count(long total, Instant now) => Total == total ? this : (Next(now, Actor.System) with { Total = total }).Measured(now);

    public Verdict<Job> Pause(Command command) => Status switch
    {
        JobStatus.Queued or JobStatus.Running when CancelRequestedAt is null => Next(command.Now, command.Actor) with { Status = JobStatus.Paused },
        JobStatus.Queued or JobStatus.Running => Forbids("job.cancelling", "is being cancelled"),
        JobStatus.Paused => this,
        JobStatus.Completed or JobStatus.CompletedWithErrors or JobStatus.Failed or JobStatus.Cancelled => Ended,
    };

    public Verdict<Job> Resume(Command command) => Status switch
    {
        JobStatus.Paused => Next(command.Now, command.Actor) with { Status = StartedAt is null ? JobStatus.Queued : JobStatus.Running },
        JobStatus.Queued or JobStatus.Running => this,
        JobStatus.Completed or JobStatus.CompletedWithErrors or JobStatus.Failed or JobStatus.Cancelled => Ended,
    };

    /// <summary>Asks for the end; it comes when the parts under way have finished.</summary>
    public Verdict<Job> Cancel(Command command) => Status switch
    {
        JobStatus.Queued or JobStatus.Running or JobStatus.Paused => CancelRequestedAt is not null
            ? this
            : Next(command.Now, command.Actor) with { CancelRequestedAt = command.Now },
        JobStatus.Completed or JobStatus.CompletedWithErrors or JobStatus.Failed or JobStatus.Cancelled => Ended,
    };

    public Job Advance(JobPart part, Instant now) => (Next(now, Actor.System) with
    {
        Processed = Processed + part.Processed,
        Succeeded = Succeeded + part.Succeeded,
        Failed = Failed + part.Failed,
        Skipped = Skipped + part.Skipped,
    }).Measured(now);

    /// <summary>The end that the counts and a request to cancel call for. The same job when it has ended.</summary>
    public Job Finish(Instant now) => HasEnded
        ? this
        : (Next(now, Actor.System) with { FinishedAt = now, Status = EndStatus }).Measured(now) with { EtaSeconds = null };

    /// <param name="why">One sentence without personal data.</param>
    public Job Fail(string why, Instant now) => HasEnded
        ? this
        : (Next(now, Actor.System) with { FinishedAt = now, Status = JobStatus.Failed, Failure = why }).Measured(now) with { EtaSeconds = null };

    public Job WithLink(string name, string path) => this with { Links = new Dictionary<string, string>(Links) { [name] = path } };

    private JobStatus EndStatus =>
        CancelRequestedAt is not null && Processed != Total ? JobStatus.Cancelled
        : Failed > 0 ? JobStatus.CompletedWithErrors
        : JobStatus.Completed;

    private Fault Ended => Forbids("job.ended", "has ended");

    private Fault Forbids(string code, string why) => Fault.Conflict(code, $"Job {Id.Value} {why}; nothing can be changed about it any more.");

    private Job Next(Instant now, Actor by) => this with { Version = Version + 1, UpdatedAt = now, UpdatedBy = by.Id };

    private Job Measured(Instant now)
    {
        var seconds = StartedAt is { } started ? (now - started).TotalSeconds : 0;
        long? rate = seconds > 0 && Processed > 0 ? Math.Max(1, (long)(Processed / seconds)) : null;
        return this with
        {
            Progress = Total is null ? 0 : Total == 0 ? 1 : Math.Round((decimal)Processed / Total.Value, 2, MidpointRounding.ToZero),
            RatePerSecond = rate,
            EtaSeconds = Total is { } total && rate is { } perSecond ? (total - Processed + perSecond - 1) / perSecond : null,
        };
    }
}
