namespace KoSales.LocalHost;

/// <summary>
/// The app cannot start, for reasons that whoever starts it can mend. The message is all that there is to say.
/// </summary>
public sealed class StartException : Exception
{
    /// <param name="message">What is wrong and what to do, as sentences.</param>
    /// <param name="cause">What it was noticed by; null for none.</param>
    public StartException(string message, Exception? cause = null)
        : base(message, cause) { }

    /// <summary>All faults are told at once.</summary>
    /// <exception cref="StartException">There are faults.</exception>
    internal static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new StartException(
                string.Join(Environment.NewLine, faults.Prepend("The functions cannot start:"))
            );
    }
}
