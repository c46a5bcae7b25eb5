namespace KoSales.Functions.Writing;

/// <summary>One attempt at a decision: what it adds to <see cref="Batch"/> is committed.</summary>
/// <param name="number">From 1.</param>
public sealed class Attempt(int number) : IDisposable
{
    private Action? _settled;

    /// <summary>From 1; more than 1 when somebody was faster before.</summary>
    public int Number { get; } = number;

    public WriteBatch Batch { get; } = new();

    internal bool IsOvertaken { get; private set; }

    /// <summary>What was read is known to be overtaken: nothing is committed, whatever is answered, and the
    /// decision is made again.</summary>
    public void Again() => IsOvertaken = true;

    /// <summary>Holds a turn until the commit has come to an end, and no longer: it is over before
    /// events are dispatched.</summary>
    public void Hold(IDisposable turn) => WhenSettled(turn.Dispose);

    /// <summary>To be done when the commit has come to an end, whatever it came to, and before events are
    /// dispatched; at the latest when the attempt ends.</summary>
    public void WhenSettled(Action action) => _settled += action;

    public void Dispose() => Settle();

    internal void Settle()
    {
        var settled = _settled;
        _settled = null;
        settled?.Invoke();
    }
}
