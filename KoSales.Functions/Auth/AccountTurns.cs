namespace KoSales.Functions.Auth;

/// <summary>Password attempts of one account go one after the other, so that guesses sent at once cannot
/// get past the lock that the first ones cause.</summary>
public sealed class AccountTurns : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim[] _turns =
    [
        .. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1)),
    ];

    /// <param name="email">Lower case; of an account or of none, which must not make a difference in
    /// time.</param>
    /// <returns>To be released once the outcome is recorded; null when too many wait for this
    /// account.</returns>
    public async Task<SemaphoreSlim?> TakeAsync(string email, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)email.GetHashCode(StringComparison.Ordinal) % _turns.Length];
        return await turn.WaitAsync(LongestWait, cancellationToken) ? turn : null;
    }

    public void Dispose()
    {
        foreach (var turn in _turns)
            turn.Dispose();
    }
}
