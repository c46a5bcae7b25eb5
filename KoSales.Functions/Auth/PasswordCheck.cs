using KoSales.Domain.Agents;
using KoSales.Domain.Audit;
using KoSales.Domain.Auth;
using KoSales.Functions.Passwords;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Auth;

/// <summary>Whether e-mail and password go together, with the account's lock. Every refusal takes the same
/// work: one lookup, one hash.</summary>
public sealed class PasswordCheck(
    IDocumentStore store,
    PasswordVault vault,
    AccountTurns turns,
    Commits commits,
    ILogger<PasswordCheck> logger
)
{
    /// <summary>The agent, with failures forgotten and an outdated hash renewed; or
    /// <c>auth.invalid_credentials</c>, or <c>auth.busy</c>.</summary>
    /// <param name="email">As typed.</param>
    public async Task<Verdict<Agent>> TryAsync(
        string email,
        string password,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var address = email.Trim().ToLowerInvariant();
        if (await turns.TakeAsync(address, cancellationToken) is not { } turn)
            return AuthFaults.Busy;
        var recording = Task.CompletedTask;
        try
        {
            var agent = await FindAsync(address, cancellationToken);
            var tried = MayTry(agent, now) ? agent : null;
            switch (await vault.VerifyAsync(tried?.PasswordHash, password, cancellationToken))
            {
                case PasswordAnswer.Right:
                    return await SucceedAsync(tried!, null, cancellationToken);
                case PasswordAnswer.RightButWeak:
                    return await SucceedAsync(
                        tried!,
                        await vault.HashAsync(password, cancellationToken),
                        cancellationToken
                    );
                case PasswordAnswer.Busy:
                    return AuthFaults.Busy;
                default:
                    // The answer does not wait for the record: known and unknown accounts are answered
                    // after the same work.
                    if (tried is not null)
                        recording = RecordFailureAsync(tried.Id, now);
                    return AuthFaults.InvalidCredentials;
            }
        }
        finally
        {
            ReleaseAfter(recording, turn);
        }
    }

    private static bool MayTry(Agent? agent, Instant now) =>
        agent is { MayLogIn: true, PasswordHash: not null } && !agent.Security.IsLocked(now);

    private static void ReleaseAfter(Task recording, SemaphoreSlim turn) =>
        _ = recording.ContinueWith(
            _ => turn.Release(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );

    private async Task<Agent?> FindAsync(string email, CancellationToken cancellationToken) =>
        await store.FirstAsync(
            Agent.Collection,
            Filter.AllOf(Filter.Eq("email", email), Filter.Missing("deleted_at")),
            cancellationToken
        );

    private Task<Verdict<Agent>> SucceedAsync(
        Agent verified,
        string? betterHash,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<Agent>(
            AuthFaults.TryAgain,
            async attempt =>
            {
                var agent =
                    attempt.Number == 1
                        ? verified
                        : await store.FindAsync(
                            Agent.Collection,
                            verified.Id.Value,
                            cancellationToken
                        );
                // Changed meanwhile: what was verified must still be what counts.
                if (agent is not { MayLogIn: true } || agent.PasswordHash != verified.PasswordHash)
                    return AuthFaults.InvalidCredentials;
                return AddSuccess(attempt.Batch, agent, betterHash);
            },
            cancellationToken
        );

    /// <summary>Writes nothing where nothing changes.</summary>
    private static Agent AddSuccess(WriteBatch batch, Agent agent, string? betterHash)
    {
        var next = agent with
        {
            Security = agent.Security.Succeeded(),
            PasswordHash = betterHash ?? agent.PasswordHash,
        };
        if (next == agent)
            return agent;
        next = next with { Version = agent.Version + 1 };
        batch.Replace(Agent.Collection, next);
        return next;
    }

    private async Task RecordFailureAsync(AgentId id, Instant now)
    {
        try
        {
            var failed = await commits.CarryAsync(
                $"the security of {id}",
                attempt => AddFailureAsync(attempt.Batch, id, now),
                CancellationToken.None
            );
            if (failed is not null)
                LogFailure(failed);
        }
        catch (StoreUnavailableException e)
        {
            Log.NotCounted(logger, id.Value, e);
        }
    }

    /// <returns>Null when the agent is gone.</returns>
    private async ValueTask<Agent?> AddFailureAsync(WriteBatch batch, AgentId id, Instant now)
    {
        if (
            await store.FindAsync(Agent.Collection, id.Value, CancellationToken.None)
            is not { } agent
        )
            return null;
        var failed = agent with
        {
            Version = agent.Version + 1,
            Security = agent.Security.Failed(now),
        };
        batch.Replace(Agent.Collection, failed).Insert(Audits.Collection, EntryOf(failed, now));
        return failed;
    }

    private static AuditEntry EntryOf(Agent failed, Instant now) =>
        Audits.Entry(
            failed.Security.LockedUntil is null ? "auth.login_failed" : "auth.locked",
            new AuditTarget("agent", failed.Key),
            Audits.Anonymous,
            now
        );

    private void LogFailure(Agent agent)
    {
        if (agent.Security.LockedUntil is { } until)
            Log.Locked(logger, agent.Id.Value, until.ToString(), agent.Security.FailedLogins);
        else
            Log.WrongPassword(logger, agent.Id.Value, agent.Security.FailedLogins);
    }
}

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
