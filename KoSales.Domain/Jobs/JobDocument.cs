using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Jobs;

/// <summary>The members that the document of every job has: its life, written member by member as earlier
/// releases wrote it, and whose it is.</summary>
public abstract record JobDocument : Document
{
    /// <summary>What the members up to <see cref="Failure"/> are views of; not written itself.</summary>
    [JsonIgnore]
    public JobLife Life { get; init; } = JobLife.Accepted;

    public JobStatus Status
    {
        get => Life.Status;
        init => Life = Life with { Status = value };
    }

    /// <inheritdoc cref="JobLife.Total"/>
    public long? Total
    {
        get => Life.Total;
        init => Life = Life with { Total = value };
    }

    /// <inheritdoc cref="JobLife.Processed"/>
    public long Processed
    {
        get => Life.Processed;
        init => Life = Life with { Processed = value };
    }

    public long Failed
    {
        get => Life.Failed;
        init => Life = Life with { Failed = value };
    }

    public Instant? StartedAt
    {
        get => Life.StartedAt;
        init => Life = Life with { StartedAt = value };
    }

    public Instant? FinishedAt
    {
        get => Life.FinishedAt;
        init => Life = Life with { FinishedAt = value };
    }

    /// <inheritdoc cref="JobLife.CancelRequestedAt"/>
    public Instant? CancelRequestedAt
    {
        get => Life.CancelRequestedAt;
        init => Life = Life with { CancelRequestedAt = value };
    }

    /// <inheritdoc cref="JobLife.Failure"/>
    public string? Failure
    {
        get => Life.Failure;
        init => Life = Life with { Failure = value };
    }

    public required string RequestedBy { get; init; }

    /// <summary>The requester, for the scope of lists.</summary>
    public required string OwnerId { get; init; }

    public string? TeamId { get; init; }

    /// <summary>The orchestration that carries it out.</summary>
    public string? InstanceId { get; init; }

    [JsonIgnore]
    public bool HasEnded => Life.HasEnded;

    [JsonIgnore]
    public JobDirective Directive => Life.Directive;

    [JsonIgnore]
    public JobPace Pace => new(Status, Total, Processed, ItemsBegunAt, FinishedAt ?? UpdatedAt);

    /// <summary>What may be asked of the job as it is now, by name: pause, resume and cancel, and after
    /// its end what its kind takes then.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Actions =>
        HasEnded
            ? [.. ActionsAfterwards]
            : [.. Life.Actions.Where(a => a != "pause" || PauseFault is null)];

    /// <summary>Asked to end, and still there.</summary>
    /// <param name="statuses">Those before the end. They make up an index, so they stay as they
    /// are.</param>
    protected static Filter CancellingIn(params IReadOnlyList<string> statuses) =>
        Filter.AllOf(Filter.In("status", statuses), Filter.Present("cancel_requested_at"));

    /// <summary>When items began to be worked on, which the rate goes by; null before.</summary>
    protected virtual Instant? ItemsBegunAt => StartedAt;

    protected virtual IEnumerable<string> ActionsAfterwards => [];

    /// <summary>Why a job of this kind cannot be paused as it is now; null where its life alone
    /// decides.</summary>
    protected internal virtual Fault? PauseFault => null;

    /// <summary>The refusal, in the words of this kind of job.</summary>
    protected internal abstract Fault FaultOf(JobBar bar);
}

/// <summary>What people ask of jobs of any kind. Each move gives the job as it is to be stored next
/// (version + 1), the same job where nothing changes, or refuses.</summary>
public static class JobMoves
{
    public static Verdict<T> Pause<T>(this T job, Command command)
        where T : JobDocument =>
        job.PauseFault is { } fault ? fault : job.Answer(job.Life.Pause(), command);

    public static Verdict<T> Resume<T>(this T job, Command command)
        where T : JobDocument => job.Answer(job.Life.Resume(), command);

    /// <summary>Asks for the end; it comes when the parts under way have finished.</summary>
    public static Verdict<T> Cancel<T>(this T job, Command command)
        where T : JobDocument => job.Answer(job.Life.Cancel(command.Now), command);

    /// <summary>The job with the next step of its life.</summary>
    internal static T Live<T>(this T job, JobLife life, Instant now)
        where T : JobDocument =>
        ReferenceEquals(life, job.Life) ? job : job.Next(now, Actor.System) with { Life = life };

    internal static T Next<T>(this T job, Instant now, Actor by)
        where T : JobDocument =>
        job with
        {
            Version = job.Version + 1,
            UpdatedAt = now,
            UpdatedBy = by.Id,
        };

    private static Verdict<T> Answer<T>(this T job, JobAnswer answer, Command command)
        where T : JobDocument
    {
        if (answer.Bar is { } bar)
            return job.FaultOf(bar);
        return ReferenceEquals(answer.Next, job.Life)
            ? job
            : job.Next(command.Now, command.Actor) with
            {
                Life = answer.Next!,
            };
    }
}
