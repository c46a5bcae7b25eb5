namespace KoSales.Functions.Storage;

/// <summary>
/// Keeps a flow of calls from writing: a request that is refused whatever happens may go on, so as to hear
/// of all that is wrong with it, but changes nothing. Counts for all calls below the one that began it.
/// </summary>
public sealed class WriteBan
{
    private static readonly AsyncLocal<WriteBan?> Ambient = new();

    private bool _isOn;

    private WriteBan() { }

    /// <summary>A ban of this flow of calls that is not in force yet; in place of another one.</summary>
    public static WriteBan Begin() => Ambient.Value = new WriteBan();

    /// <summary>From now on every commit throws <see cref="WriteBannedException"/>.</summary>
    public void Enforce() => _isOn = true;

    internal static bool IsInForce => Ambient.Value is { _isOn: true };
}

/// <summary>Nothing was written, and was not to be.</summary>
public sealed class WriteBannedException() : Exception("this flow of calls may not write");
