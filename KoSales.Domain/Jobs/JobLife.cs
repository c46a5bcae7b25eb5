using NodaTime;

namespace KoSales.Domain.Jobs;

/// <summary>What is wanted of a job, for its orchestration.</summary>
public enum JobDirective
{
    Run,
    Pause,

    /// <summary>Begin nothing more: cancelled or ended.</summary>
    Stop,
}

/// <summary>Why a job does not take a directive.</summary>
public enum JobBar
{
    Ended,

    /// <summary>Somebody has asked for its end.</summary>
    Cancelling,
}

/// <summary>What a job's life answers to a directive: the life as it goes on, or what stands in the
/// way.</summary>
/// <param name="Next">The same life where nothing changes; null where <paramref name="Bar"/> is
/// set.</param>
public readonly record struct JobAnswer(JobLife? Next, JobBar? Bar)
{
    public static implicit operator JobAnswer(JobLife next) => new(next, null);

    public static implicit operator JobAnswer(JobBar bar) => new(null, bar);
}

/// <summary>
/// How a job of any kind stands: its status, how far it is, what was asked of it, and how it ended.
/// Every move gives the life as it goes on, and the very same where nothing changes.
/// </summary>
/// <remarks>Once ended it changes only when it begins anew.</remarks>
public sealed record JobLife
{
    public static readonly JobLife Accepted = new();

    public JobStatus Status { get; init; } = JobStatus.Queued;

    /// <summary>Items in all; null until they are counted.</summary>
    public long? Total { get; init; }

    /// <summary>Items that were looked at, whatever came of them.</summary>
    public long Processed { get; init; }

    public long Failed { get; init; }

    public Instant? StartedAt { get; init; }

    public Instant? FinishedAt { get; init; }

    /// <summary>Set when somebody asked to stop; the job is cancelled when the parts under way have
    /// finished.</summary>
    public Instant? CancelRequestedAt { get; init; }

    /// <summary>One sentence without personal data; null unless failed.</summary>
    public string? Failure { get; init; }

    public bool HasEnded =>
        Status
            is JobStatus.Completed
                or JobStatus.CompletedWithErrors
                or JobStatus.Failed
                or JobStatus.Cancelled;

    public JobDirective Directive =>
        this switch
        {
            { HasEnded: true } or { CancelRequestedAt: not null } => JobDirective.Stop,
            { Status: JobStatus.Paused } => JobDirective.Pause,
            _ => JobDirective.Run,
        };

    /// <summary>The directives that would change something now: pause, resume, cancel.</summary>
    public IReadOnlyList<string> Actions =>
        Directive switch
        {
            JobDirective.Stop => [],
            JobDirective.Pause => ["resume", "cancel"],
            JobDirective.Run => ["pause", "cancel"],
        };

    /// <summary>The first step is taken. Starting twice is the redelivery of one start; a job that was
    /// paused before it began stays paused.</summary>
    /// <param name="into">What a queued job is from now on: planning, or running.</param>
    public JobLife Start(JobStatus into, Instant now)
    {
        if (HasEnded || (StartedAt is not null && Status != JobStatus.Queued))
            return this;
        return this with
        {
            Status = Status == JobStatus.Queued ? into : Status,
            StartedAt = StartedAt ?? now,
        };
    }

    public JobAnswer Pause() =>
        Status switch
        {
            JobStatus.Queued or JobStatus.Planning or JobStatus.Running => CancelRequestedAt
                is not null
                ? JobBar.Cancelling
                : this with
                {
                    Status = JobStatus.Paused,
                },
            JobStatus.Paused => this,
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Failed
            or JobStatus.Cancelled => JobBar.Ended,
        };

    /// <summary>Back to where it was paused.</summary>
    public JobAnswer Resume() =>
        Status switch
        {
            JobStatus.Paused => CancelRequestedAt is not null
                ? JobBar.Cancelling
                : this with
                {
                    Status = StartedAt is null ? JobStatus.Queued : JobStatus.Running,
                },
            JobStatus.Queued or JobStatus.Planning or JobStatus.Running => this,
            JobStatus.Completed
            or JobStatus.CompletedWithErrors
            or JobStatus.Failed
            or JobStatus.Cancelled => JobBar.Ended,
        };

    /// <summary>Asks for the end; it comes when the parts under way have finished.</summary>
    public JobAnswer Cancel(Instant now)
    {
        if (HasEnded)
            return JobBar.Ended;
        return CancelRequestedAt is not null ? this : this with { CancelRequestedAt = now };
    }

    public JobLife Count(long total) => Total == total ? this : this with { Total = total };

    /// <param name="failed">Of the <paramref name="processed"/> ones.</param>
    public JobLife Advance(long processed, long failed) =>
        this with
        {
            Processed = Processed + processed,
            Failed = Failed + failed,
        };

    /// <summary>The end that the counts and a request to cancel call for: whoever asks for it after the
    /// last item comes too late.</summary>
    public JobLife Finish(Instant now) =>
        HasEnded ? this : this with { Status = EndStatus, FinishedAt = now };

    /// <param name="why">One sentence without personal data.</param>
    public JobLife Fail(string why, Instant now) =>
        HasEnded ? this : this with { Status = JobStatus.Failed, FinishedAt = now, Failure = why };

    /// <summary>From an end, as if it had not come. Counts stay.</summary>
    public JobLife Again(JobStatus into) =>
        this with
        {
            Status = into,
            FinishedAt = null,
            CancelRequestedAt = null,
            Failure = null,
        };

    private JobStatus EndStatus
    {
        get
        {
            if (CancelRequestedAt is not null && Processed != Total)
                return JobStatus.Cancelled;
            return Failed > 0 ? JobStatus.CompletedWithErrors : JobStatus.Completed;
        }
    }
}
