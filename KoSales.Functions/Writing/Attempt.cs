using KoSales.Domain.Storage;

namespace KoSales.Functions.Writing;

/// <summary>One attempt at a decision: what it adds to <see cref="Batch"/> is committed.</summary>
/// <param name="number">From 1.</param>
public sealed class Attempt(int number, WriteBatch? batch = null) : IDisposable
{
    private IDisposable? _held;

    /// <summary>From 1; more than 1 when somebody was faster before.</summary>
    public int Number { get; } = number;

    public WriteBatch Batch { get; } = batch ?? new WriteBatch();

    /// <summary>Holds a turn until the commit has come to an end, and no longer: it is over before
    /// events are dispatched.</summary>
    public void Hold(IDisposable turn) => _held = turn;

    public void Dispose() => Release();

    internal void Release()
    {
        _held?.Dispose();
        _held = null;
    }
}
