using KoSales.Domain.Agents;
using KoSales.Functions.Passwords;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NodaTime;

namespace KoSales.Functions.Auth;

/// <summary>Makes and checks access tokens (JWT). Checking needs no store: whether the agent may still use
/// one is the caller's question.</summary>
public sealed class AccessTokens
{
    private const string Kind = "at+jwt";

    private readonly JsonWebTokenHandler _handler = new()
    {
        SetDefaultTimesOnTokenCreation = false,
        MapInboundClaims = false,
    };
    private readonly AuthOptions _options;
    private readonly SigningCredentials _key;
    private readonly TimeProvider _time;
    private readonly TokenValidationParameters _rules;

    public AccessTokens(AuthOptions options, SigningCredentials key, TimeProvider time)
    {
        (_options, _key, _time) = (options, key, time);
        _rules = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            // One key and one algorithm, so a token cannot choose how it is checked (none, or a public key
            // taken for a secret).
            IssuerSigningKey = key.Key,
            ValidAlgorithms = [key.Algorithm],
            ValidTypes = [Kind],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = true,
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until),
        };
    }

    public TimeSpan Lifetime => _options.AccessTokenLifetime;

    /// <param name="session">The refresh token family that this token belongs to.</param>
    public string Issue(Agent agent, string session)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = _options.Issuer,
                Audience = _options.Audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + Lifetime,
                TokenType = Kind,
                SigningCredentials = _key,
                Claims = ClaimsOf(agent, session),
            }
        );
    }

    /// <summary>Null when the token is not one of ours, is expired or not yet valid.</summary>
    public async ValueTask<CheckedToken?> CheckAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _rules);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
            return null;
        return
            jwt.TryGetPayloadValue<int>("token_epoch", out var epoch)
            && jwt.TryGetPayloadValue<string>("sid", out var session)
            && jwt.Subject.Length > 0
            ? new CheckedToken(
                AgentId.Of(jwt.Subject),
                session,
                epoch,
                Instant.FromDateTimeUtc(DateTime.SpecifyKind(jwt.ValidTo, DateTimeKind.Utc))
            )
            : null;
    }

    private Dictionary<string, object> ClaimsOf(Agent agent, string session)
    {
        var claims = new Dictionary<string, object>
        {
            ["sub"] = agent.Id.Value,
            ["sid"] = session,
            ["jti"] = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"),
            ["roles"] = agent.Roles.Select(WireNames<Role>.Of).ToArray(),
            ["token_epoch"] = agent.Security.TokenEpoch,
        };
        if (agent.TeamId is { } team)
            claims["team"] = team.Value;
        return claims;
    }

    private bool IsCurrent(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return from - _options.ClockSkew <= now && now < until + _options.ClockSkew;
    }
}

/// <param name="Epoch">The agent's token epoch when it was issued.</param>
public sealed record CheckedToken(AgentId AgentId, string Session, int Epoch, Instant ExpiresAt);
