using System.Diagnostics;

namespace KoSales.AssignBench;

/// <summary>Looks at the process's resident memory ten times a second.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory()
    {
        Before = Now() / (1024 * 1024);
        _timer = new Timer(_ => _peak = Math.Max(_peak, Now()), null, 0, 100);
    }

    /// <summary>Megabytes.</summary>
    public long Before { get; }

    /// <summary>Megabytes.</summary>
    public long Peak => _peak / (1024 * 1024);

    public void Dispose() => _timer.Dispose();

    private static long Now()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
