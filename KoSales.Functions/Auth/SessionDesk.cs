using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Functions.Agents;
using KoSales.Functions.Passwords;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Auth;

/// <summary>Sessions: begun by a login, kept alive by refresh tokens that work once, ended by logout, reuse
/// or age.</summary>
public sealed class SessionDesk(
    IDocumentStore store,
    AccessTokens tokens,
    EndedSessions ended,
    ILogger<SessionDesk> logger
)
{
    public async Task<SessionView> BeginAsync(
        Agent agent,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var secret = SecretTokens.New();
        var first = RefreshToken.Start(SecretTokens.Hash(secret), SecretTokens.New(), agent, now);
        await store.CommitAsync(
            new WriteBatch().Insert(RefreshToken.Collection, first),
            cancellationToken
        );
        return View(agent, first, secret);
    }

    /// <summary>The next pair of tokens. A token shown before, also by a request at the same time, ends its
    /// session.</summary>
    public async Task<Verdict<SessionView>> RefreshAsync(
        string secret,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var hash = SecretTokens.Hash(secret);
        if (
            await store.FindAsync(RefreshToken.Collection, hash, cancellationToken) is not { } token
        )
            return AuthFaults.InvalidRefreshToken;
        var agent = await store.FindAsync(Agent.Collection, token.AgentId.Value, cancellationToken);
        return token.Show(agent, now) switch
        {
            RefreshOutcome.Rotated => await RotateAsync(token, agent!, now, cancellationToken),
            RefreshOutcome.Reused => await RevokeAsync(token, now, cancellationToken),
            _ => AuthFaults.InvalidRefreshToken,
        };
    }

    private async Task<Verdict<SessionView>> RotateAsync(
        RefreshToken token,
        Agent agent,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var next = SecretTokens.New();
        var result = await store.CommitAsync(
            token.Rotate(SecretTokens.Hash(next), now),
            cancellationToken
        );
        return result.IsCommitted
            ? View(agent, token, next)
            : await RevokeAsync(token, now, cancellationToken);
    }

    /// <summary>Ends the caller's session, and that of the refresh token when it is another one of the same
    /// agent. Saying so twice is fine.</summary>
    public async Task EndAsync(
        Actor actor,
        string? secret,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        if (actor.Session is { } session)
            await EndOneAsync(actor, session, now, cancellationToken);
        if (
            secret is null
            || await store.FindAsync(
                RefreshToken.Collection,
                SecretTokens.Hash(secret),
                cancellationToken
            )
                is not { } token
        )
            return;
        if (token.AgentId.Value == actor.Id && token.FamilyId != actor.Session)
            await EndOneAsync(actor, token.FamilyId, now, cancellationToken);
    }

    private async Task EndOneAsync(
        Actor actor,
        string session,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        await store.CommitAsync(RefreshToken.Revoke(session, actor.Id, now), cancellationToken);
        ended.Add(session);
        Log.LoggedOut(logger, actor.Id, session[..8]);
    }

    private async Task<Verdict<SessionView>> RevokeAsync(
        RefreshToken token,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        await store.CommitAsync(
            RefreshToken.Revoke(token.FamilyId, "system", now),
            cancellationToken
        );
        ended.Add(token.FamilyId);
        Log.RefreshReused(logger, token.AgentId.Value, token.FamilyId[..8]);
        return AuthFaults.InvalidRefreshToken;
    }

    private SessionView View(Agent agent, RefreshToken token, string secret) =>
        new()
        {
            AccessToken = tokens.Issue(agent, token.FamilyId),
            RefreshToken = secret,
            ExpiresIn = (int)tokens.Lifetime.TotalSeconds,
            RefreshExpiresAt = token.ExpiresAt,
            Agent = AgentView.Of(agent),
        };
}
