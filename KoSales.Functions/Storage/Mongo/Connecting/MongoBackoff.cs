using System.Security.Cryptography;

namespace KoSales.Functions.Storage.Mongo.Connecting;

/// <summary>Pauses between attempts: each about twice the one before, up to a cap, and none exactly as long
/// as another
/// writer's, so that two who collided do not collide again.</summary>
internal sealed class MongoBackoff
{
    private const int MostAttempts = 24;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    private int _attempts;

    /// <summary>False when it has been tried often enough.</summary>
    public bool MayTryAgain => _attempts < MostAttempts;

    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(Pause(++_attempts), cancellationToken);

    /// <summary>Between half and all of what is due for this attempt, the first being 1.</summary>
    internal static TimeSpan Pause(int attempt)
    {
        var due = First * Math.Pow(2, Math.Min(attempt - 1, 16));
        var most = due < Longest ? due : Longest;
        return most * (RandomNumberGenerator.GetInt32(500, 1001) / 1000d);
    }
}
