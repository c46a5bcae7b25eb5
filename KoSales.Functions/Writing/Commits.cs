using System.Security.Cryptography;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Writing;

/// <summary>
/// The one loop of optimistic concurrency: load, decide, commit, and again on fresh state when
/// somebody was faster. The events of what was committed are dispatched.
/// </summary>
public sealed class Commits(IDocumentStore store, IEventDispatcher events)
{
    /// <summary>How often a decision is made before it is given up as busy.</summary>
    public const int MostAttempts = 24;

    private const int LongestPauseMilliseconds = 50;

    /// <summary>
    /// Commits what a decision added to its attempt. A refusal is handed on and nothing is written;
    /// an accepted decision without operations is answered without a commit.
    /// </summary>
    /// <param name="busy">The answer when others were faster every time.</param>
    /// <param name="decide">Loads and decides; called once per attempt, each with an empty
    /// batch.</param>
    /// <param name="taken">Asked when a unique key is taken; null, from it or for it, means to try
    /// again.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<Verdict<T>> DecideAsync<T>(
        Fault busy,
        Func<Attempt, ValueTask<Verdict<T>>> decide,
        CancellationToken cancellationToken,
        Func<T, string?, ValueTask<Verdict<T>?>>? taken = null
    )
    {
        for (var number = 1; number <= MostAttempts; number++)
        {
            using var attempt = new Attempt(number);
            var decided = await decide(attempt);
            if (!attempt.IsOvertaken)
            {
                if (decided.IsRefused)
                    return decided;
                var result = await CommitAsync(attempt.Batch, attempt, cancellationToken);
                if (result is not { } refused)
                    return decided;
                if (
                    taken is not null
                    && refused.Status == CommitStatus.DuplicateKey
                    && await taken(decided.Value, refused.Index) is { } answer
                )
                    return answer;
            }

            await PauseAsync(number, cancellationToken);
        }

        return busy;
    }

    /// <summary>The same for work that nobody may refuse and that is delivered again when it fails:
    /// of handlers, timers and activities.</summary>
    /// <param name="what">What keeps changing, for the exception: <c>job IMP-1</c>.</param>
    /// <exception cref="StoreUnavailableException">Others were faster every time, or the store does
    /// not answer; nothing is written.</exception>
    public async Task<T> CarryAsync<T>(
        string what,
        Func<Attempt, ValueTask<T>> prepare,
        CancellationToken cancellationToken
    )
    {
        for (var number = 1; number <= MostAttempts; number++)
        {
            using var attempt = new Attempt(number);
            var prepared = await prepare(attempt);
            if (
                !attempt.IsOvertaken
                && await CommitAsync(attempt.Batch, attempt, cancellationToken) is null
            )
                return prepared;
            await PauseAsync(number, cancellationToken);
        }

        throw new StoreUnavailableException($"{what} changes too fast to be written");
    }

    /// <inheritdoc cref="CarryAsync{T}"/>
    public Task CarryAsync(
        string what,
        Func<Attempt, ValueTask> prepare,
        CancellationToken cancellationToken
    ) =>
        CarryAsync(
            what,
            async attempt =>
            {
                await prepare(attempt);
                return true;
            },
            cancellationToken
        );

    /// <summary>Commits once, for what is not to be decided again.</summary>
    /// <returns>False when somebody was faster; nothing is written.</returns>
    public async ValueTask<bool> TryAsync(WriteBatch batch, CancellationToken cancellationToken) =>
        await CommitAsync(batch, null, cancellationToken) is null;

    /// <returns>Null when committed, or when there was nothing to commit.</returns>
    private async ValueTask<CommitResult?> CommitAsync(
        WriteBatch batch,
        Attempt? attempt,
        CancellationToken cancellationToken
    )
    {
        if (batch.Operations.Count == 0)
            return null;
        var result = await store.CommitAsync(batch, cancellationToken);
        attempt?.Settle();
        if (!result.IsCommitted)
            return result;
        await events.DispatchAsync(batch, cancellationToken);
        return null;
    }

    /// <summary>None before the first repetition; then up to twice as long each time, and at random,
    /// so that two who collided do not collide again.</summary>
    private static Task PauseAsync(int number, CancellationToken cancellationToken)
    {
        if (number == 1)
            return Task.CompletedTask;
        var longest = Math.Min(LongestPauseMilliseconds, 1 << Math.Min(number, 16));
        return Task.Delay(RandomNumberGenerator.GetInt32(1, longest + 1), cancellationToken);
    }
}
