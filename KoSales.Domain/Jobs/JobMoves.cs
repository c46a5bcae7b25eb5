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

/// <summary>What the orchestration of a job reports. Each move gives the job as it is to be stored next
/// (version + 1), and the same job where nothing changes.</summary>
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

    /// <inheritdoc cref="JobLife.Start"/>
    public Job Start(Instant now) => this.Live(Life.Start(JobStatus.Running, now), now);

    public Job Count(long total, Instant now) => this.Live(Life.Count(total), now);

    public Job Advance(JobPart part, Instant now) =>
        this.Live(Life.Advance(part.Processed, part.Failed), now) with
        {
            Succeeded = Succeeded + part.Succeeded,
            Skipped = Skipped + part.Skipped,
        };

    /// <inheritdoc cref="JobLife.Finish"/>
    public Job Finish(Instant now) => this.Live(Life.Finish(now), now);

    /// <inheritdoc cref="JobLife.Fail"/>
    public Job Fail(string why, Instant now) => this.Live(Life.Fail(why, now), now);

    public Job WithLink(string name, string path) =>
        this with
        {
            Links = new Dictionary<string, string>(Links) { [name] = path },
        };

    protected internal override Fault FaultOf(JobBar bar) =>
        bar switch
        {
            JobBar.Ended => Forbids("job.ended", "has ended"),
            JobBar.Cancelling => Forbids("job.cancelling", "is being cancelled"),
        };

    private Fault Forbids(string code, string why) =>
        Fault.Conflict(code, $"Job {Id.Value} {why}; nothing can be changed about it any more.");
}
