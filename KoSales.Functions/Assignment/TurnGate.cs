namespace KoSales.Functions.Assignment;

/// <summary>Lets one after another take a turn of a group on this host, so that they wait instead of
/// refusing each
/// other at commit. Right without it, and between hosts: the condition in the commit decides.
/// Thread-safe.</summary>
internal sealed class TurnGate
{
    private readonly SemaphoreSlim[] _doors =
    [
        .. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1)),
    ];

    /// <summary>Enters for the holder of the turn, who leaves by disposing it.</summary>
    public async ValueTask EnterAsync(Turn turn, string group, CancellationToken cancellationToken)
    {
        var door = _doors[
            (uint)string.GetHashCode(group, StringComparison.Ordinal) % _doors.Length
        ];
        await door.WaitAsync(cancellationToken);
        turn.Hold(door);
    }
}

/// <summary>What one intake holds from its choice of an agent to its commit. Nothing until an agent is
/// chosen.</summary>
public sealed class Turn : IDisposable
{
    private SemaphoreSlim? _door;

    internal void Hold(SemaphoreSlim door) => _door = door;

    /// <summary>The next may choose. May be called again.</summary>
    public void Dispose() => Interlocked.Exchange(ref _door, null)?.Release();
}
