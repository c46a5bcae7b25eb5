namespace KoSales.Functions.Feed;

/// <summary>Says within the process that the feed has grown.</summary>
public sealed class FeedSignal
{
    private TaskCompletionSource _moved = New();

    public void Moved() => Interlocked.Exchange(ref _moved, New()).TrySetResult();

    /// <summary>Completes with the next growth that is told from now on. Take it before looking at what is
    /// there.</summary>
    public Task Next => Volatile.Read(ref _moved).Task;

    private static TaskCompletionSource New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
