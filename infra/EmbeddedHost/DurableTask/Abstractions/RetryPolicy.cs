namespace Microsoft.DurableTask;

/// <summary>
/// Attempt n+1 comes min(first interval × coefficient^(n-1), max interval) after attempt n, until the attempts (the first one counts)
/// or the time are used up or <see cref="HandleFailure"/> says no.
/// </summary>
public class RetryPolicy
{
    private Func<TaskFailureDetails, bool> _retriable = static _ => true;

    /// <exception cref="ArgumentOutOfRangeException">
    /// Fewer than one attempt, an interval of zero or less, a coefficient below 1, or a limit below the first interval.
    /// </exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        Limit(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        Limit(retryTimeout, firstRetryInterval, nameof(retryTimeout));
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    /// <summary>Measured on the orchestration's clock from the first attempt; infinite by default.</summary>
    public TimeSpan RetryTimeout { get; }

    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _retriable = value;
        }
    }

    internal bool Retries(TaskFailureDetails failure) => _retriable(failure);

    private static void Limit(TimeSpan? limit, TimeSpan first, string name)
    {
        if (limit is { } value && value != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThan(value, first, name);
    }
}
