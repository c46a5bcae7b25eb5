using System.Collections.Concurrent;
using KoSales.Functions.Agents;
using KoSales.Functions.Auth.Keys;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Functions.Auth;

/// <summary>Finds the actor of a bearer token, or of an API key sent as one. A token is checked
/// cryptographically once and then known until it expires; epoch and status of its agent are asked of
/// <see cref="AgentStandings"/> each time.</summary>
public sealed class BearerAuthenticator(
    AccessTokens tokens,
    AgentStandings standings,
    EndedSessions ended,
    ApiKeyStandings keys,
    TimeProvider time
) : IAuthenticator
{
    private const string Scheme = "Bearer ";
    private const int LongestToken = 4096;
    private const int MostKnown = 20_000;

    private static readonly Verdict<Actor> Missing = new Fault(
        FaultKind.Unauthenticated,
        "auth.token_required",
        "Log in and send the access token as a bearer token."
    );
    private static readonly Verdict<Actor> Invalid = new Fault(
        FaultKind.Unauthenticated,
        "auth.token_invalid",
        "The access token is invalid or expired; refresh it or log in again."
    );

    private static readonly Verdict<Actor> NoKey = new Fault(
        FaultKind.Unauthenticated,
        "auth.key_invalid",
        "The API key is not known, or it has ended; ask an administrator for another one."
    );

    private readonly ConcurrentDictionary<string, KnownToken> _known = new(StringComparer.Ordinal);

    public ValueTask<Verdict<Actor>> AuthenticateAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (
            request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        )
            return new(Missing);
        if (header.Length > LongestToken)
            return new(Invalid);
        var token = header.AsSpan(Scheme.Length);
        if (ApiKeyStandings.IsKey(token))
            return AdmitKeyAsync(token.ToString(), cancellationToken);
        return _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out var known)
            ? AdmitAsync(known, cancellationToken)
            : CheckAsync(token.ToString(), cancellationToken);
    }

    private async ValueTask<Verdict<Actor>> AdmitKeyAsync(
        string key,
        CancellationToken cancellationToken
    ) => await keys.AdmitAsync(key, cancellationToken) is { } actor ? actor : NoKey;

    private async ValueTask<Verdict<Actor>> CheckAsync(
        string token,
        CancellationToken cancellationToken
    )
    {
        if (await tokens.CheckAsync(token) is not { } content)
            return Invalid;
        if (_known.Count >= MostKnown)
            _known.Clear();
        return await AdmitAsync(_known[token] = new KnownToken(token, content), cancellationToken);
    }

    private async ValueTask<Verdict<Actor>> AdmitAsync(
        KnownToken known,
        CancellationToken cancellationToken
    )
    {
        if (known.Content.ExpiresAt <= Instant.FromDateTimeOffset(time.GetUtcNow()))
        {
            _known.TryRemove(known.Token, out _);
            return await CheckExpiredAsync(known, cancellationToken);
        }
        var agentId = known.Content.AgentId.Value;
        return Decide(known, await standings.OfAsync(agentId, cancellationToken));
    }

    // Expired by our clock, but perhaps within the skew.
    private async ValueTask<Verdict<Actor>> CheckExpiredAsync(
        KnownToken known,
        CancellationToken cancellationToken
    ) =>
        await tokens.CheckAsync(known.Token) is null
            ? Invalid
            : Decide(
                known,
                await standings.OfAsync(known.Content.AgentId.Value, cancellationToken)
            );

    private Verdict<Actor> Decide(KnownToken known, AgentStanding? standing) =>
        standing is { MayLogIn: true }
        && standing.TokenEpoch == known.Content.Epoch
        && !ended.Contains(known.Content.Session)
            ? known.ActorFor(standing)
            : Invalid;

    /// <summary>Keeps the actor that was made for the last standing seen, so that the usual request makes
    /// none.</summary>
    private sealed class KnownToken(string token, CheckedToken content)
    {
        private Tuple<AgentStanding, Actor>? _last;

        public string Token { get; } = token;

        public CheckedToken Content { get; } = content;

        public Actor ActorFor(AgentStanding standing)
        {
            if (_last is { } last && ReferenceEquals(last.Item1, standing))
                return last.Item2;
            var actor = standing.Actor with { Session = Content.Session };
            _last = Tuple.Create(standing, actor);
            return actor;
        }
    }
}
