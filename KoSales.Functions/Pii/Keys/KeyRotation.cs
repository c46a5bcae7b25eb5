using System.Security.Cryptography;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Keys;

/// <summary>Moves subjects' keys, and those of what is sealed besides, under the active key-encryption key. The
/// data themselves are not touched.</summary>
/// <remarks>Idempotent and resumable: each page looks for subjects that are still under another key, and
/// whoever erases or moves one meanwhile wins.</remarks>
public sealed class KeyRotation(
    IDocumentStore store,
    KeyRing ring,
    IEnumerable<ISealedHolder> holders
)
{
    private const int Page = 500;
    private const int Retries = 20;

    /// <param name="max">How many to move at most in this call.</param>
    public async Task<Verdict<RewrapResult>> RewrapAsync(
        int max,
        bool dryRun,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var moved = dryRun ? 0 : await MoveAsync(max, command, cancellationToken);
        var left = await store.CountAsync(Piis.Keys, Outdated, cancellationToken);
        foreach (var holder in holders)
        {
            if (!dryRun)
                moved += await holder.RewrapAsync(max - moved, command, cancellationToken);
            left += await holder.CountOutdatedAsync(cancellationToken);
        }

        return new RewrapResult(ring.ActiveKeyId, moved, left, dryRun);
    }

    /// <summary>Page by page. Returns how many it was.</summary>
    private async Task<int> MoveAsync(int max, Command command, CancellationToken cancellationToken)
    {
        var moved = 0;
        for (var retries = 0; moved < max && retries < Retries; )
        {
            var query = new Query(Piis.Keys, Outdated) { Limit = Math.Min(Page, max - moved) };
            var keys = await store.ListAsync(Piis.Keys, query, cancellationToken);
            if (keys.Count == 0)
                break;
            var batch = new WriteBatch();
            foreach (var key in keys)
                batch.Replace(Piis.Keys, Rewrapped(key, command));
            if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                moved += keys.Count;
            else
                retries++;
        }

        return moved;
    }

    private Filter Outdated => new Filter.Not(Filter.Eq("key_id", ring.ActiveKeyId));

    private SubjectKey Rewrapped(SubjectKey key, Command command)
    {
        Span<byte> dataKey = stackalloc byte[Envelope.Key];
        ring.Unwrap(key, dataKey);
        var wrapped = ring.Wrap(key.Id, dataKey);
        CryptographicOperations.ZeroMemory(dataKey);
        return key with
        {
            KeyId = ring.ActiveKeyId,
            Wrapped = wrapped,
            Version = key.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
    }
}

/// <summary>Keeps what <see cref="SecretBox"/> sealed. Registered as singletons, so that their keys move along when
/// keys are rotated.</summary>
public interface ISealedHolder
{
    /// <summary>Moves what is sealed under another key than the active one.</summary>
    /// <param name="max">Of documents; none when it is 0.</param>
    /// <returns>How many documents it was.</returns>
    Task<int> RewrapAsync(int max, Command command, CancellationToken cancellationToken);

    /// <summary>Documents that hold something under another key.</summary>
    ValueTask<long> CountOutdatedAsync(CancellationToken cancellationToken);
}
