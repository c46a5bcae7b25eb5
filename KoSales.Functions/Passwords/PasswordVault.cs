using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Passwords;

/// <summary>Hashes and verifies passwords (PBKDF2-HMAC-SHA512), a few at a time, so that a flood of logins
/// leaves processors for everyone else.</summary>
/// <remarks>Waiting is bounded too: beyond <see cref="LongestQueue"/> the caller is told that it is busy
/// instead of waiting for seconds.</remarks>
public sealed class PasswordVault : IDisposable
{
    public const int LongestQueue = 64;

    private readonly PasswordHasher<PasswordVault> _hasher;
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _decoy;
    private int _waiting;

    public PasswordVault(AuthOptions options)
    {
        _hasher = new PasswordHasher<PasswordVault>(
            Options.Create(
                new PasswordHasherOptions
                {
                    CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
                    IterationCount = options.PasswordIterations,
                }
            )
        );
        _decoy = new Lazy<string>(() => _hasher.HashPassword(this, SecretTokens.New()));
    }

    /// <summary>A hash with salt and parameters in it; null when too many wait already.</summary>
    public Task<string?> HashAsync(string password, CancellationToken cancellationToken) =>
        InTurnAsync<string?>(() => _hasher.HashPassword(this, password), null, cancellationToken);

    /// <summary>Takes equally long whether there is a hash or not.</summary>
    /// <param name="hash">Null when there is no such account or it has no password: a decoy is verified,
    /// and the answer is wrong.</param>
    public Task<PasswordAnswer> VerifyAsync(
        string? hash,
        string password,
        CancellationToken cancellationToken
    ) => InTurnAsync(() => Verify(hash, password), PasswordAnswer.Busy, cancellationToken);

    public void Dispose() => _slots.Dispose();

    private PasswordAnswer Verify(string? hash, string password) =>
        _hasher.VerifyHashedPassword(this, hash ?? _decoy.Value, password) switch
        {
            PasswordVerificationResult.Success when hash is not null => PasswordAnswer.Right,
            PasswordVerificationResult.SuccessRehashNeeded when hash is not null =>
                PasswordAnswer.RightButWeak,
            _ => PasswordAnswer.Wrong,
        };

    private async Task<T> InTurnAsync<T>(Func<T> work, T busy, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > LongestQueue)
        {
            Interlocked.Decrement(ref _waiting);
            return busy;
        }
        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}

public enum PasswordAnswer
{
    Wrong,

    Right,

    /// <summary>Right, but hashed with fewer rounds than now asked for: hash it again.</summary>
    RightButWeak,

    /// <summary>Not tried: too many wait.</summary>
    Busy,
}
