using KoSales.Domain.Auth;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.Passwords;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Auth.Keys;

/// <summary>Gives keys to other systems, and takes them back. What it changes counts on this instance at
/// once.</summary>
public sealed class ApiKeyDesk(
    IdAllocator ids,
    Items items,
    Commits commits,
    ApiRoutes routes,
    ApiKeyStandings standings
)
{
    private static readonly Fault Ended = Fault.Invalid(
        "/expires_at",
        "api_key.expires_at",
        "A key ends in the future, and within 730 days."
    );

    public async Task<Verdict<IssuedApiKey>> IssueAsync(
        CreateApiKey body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var expiresAt = body.ExpiresAt ?? command.Now + ApiKey.Lifetime;
        Fault[] faults =
        [
            .. NameFaults(body),
            .. ScopeFaults(body),
            .. EndFaults(expiresAt, command),
        ];
        if (faults.Length > 0)
            return Verdict<IssuedApiKey>.Refuse(faults);
        var secret = NewSecret();
        var key = New(body, Kept(secret), command) with
        {
            Id = await ids.NextAsync<ApiKeyId>(cancellationToken),
            ExpiresAt = expiresAt,
        };
        var isNew = await commits.TryAsync(
            new WriteBatch().Insert(ApiKey.Collection, key),
            cancellationToken
        );
        return isNew
            ? IssuedApiKey.Of(key, secret)
            : throw new InvalidOperationException($"the id {key.Id} was given out twice");
    }

    /// <summary>Another secret for the same key.</summary>
    public async Task<Verdict<IssuedApiKey>> RotateAsync(
        string id,
        RotateApiKey body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var secret = NewSecret();
        var rotated = await ChangeAsync(
            id,
            null,
            command,
            key => Rotated(key, body, Kept(secret), command),
            cancellationToken
        );
        return rotated.IsRefused ? rotated.Refusal : IssuedApiKey.Of(rotated.Value, secret);
    }

    /// <param name="condition">Null when the caller does not mind which version is revoked.</param>
    public Task<Verdict<ApiKey>> RevokeAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, condition, command, key => key.Revoke(command), cancellationToken);

    private static Verdict<ApiKey> Rotated(
        ApiKey key,
        RotateApiKey body,
        ApiSecret fresh,
        Command command
    )
    {
        var expiresAt = body.ExpiresAt ?? key.ExpiresAt;
        Fault[] faults = [.. EndFaults(expiresAt, command)];
        if (faults.Length > 0)
            return Verdict<ApiKey>.Refuse(faults);
        var grace = body.GraceHours is { } hours ? Duration.FromHours(hours) : ApiKey.Grace;
        return key.Rotate(fresh, expiresAt, grace, command);
    }

    private async Task<Verdict<ApiKey>> ChangeAsync(
        string id,
        IfMatch? condition,
        Command command,
        Func<ApiKey, Verdict<ApiKey>> decide,
        CancellationToken cancellationToken
    ) =>
        await commits.DecideAsync<ApiKey>(
            Fault.Busy("api_key.busy", $"The API key {QueryFaults.Shown(id)}"),
            async attempt =>
            {
                var found = await items.LoadAsync(
                    ApiKeyLists.Keys,
                    ApiKey.Collection,
                    id,
                    condition,
                    command.Actor,
                    cancellationToken
                );
                if (found.IsRefused)
                    return found;
                var decided = decide(found.Value);
                if (decided.IsRefused)
                    return decided;
                attempt.Batch.Replace(ApiKey.Collection, decided.Value);
                command.RecordAnswer(attempt.Batch, decided.Value);
                attempt.WhenSettled(standings.Evict);
                return decided;
            },
            cancellationToken
        );

    private static ApiKey New(CreateApiKey body, ApiSecret kept, Command command) =>
        new()
        {
            Id = default,
            Name = body.Name.Trim(),
            Scopes = [.. body.Scopes.Distinct(StringComparer.Ordinal)],
            Hash = kept.Hash,
            Hint = kept.Hint,
            ExpiresAt = command.Now,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private static IEnumerable<Fault> NameFaults(CreateApiKey body)
    {
        if (string.IsNullOrWhiteSpace(body.Name))
            yield return Fault.Invalid("/name", "required", "A name is needed.");
    }

    private IEnumerable<Fault> ScopeFaults(CreateApiKey body)
    {
        for (var i = 0; i < body.Scopes.Count; i++)
        {
            if (!Reaches(body.Scopes[i]))
                yield return Fault.Invalid(
                    $"/scopes/{i}",
                    "api_key.scope_unknown",
                    "A scope is {resource}:{kind}, and reaches something that an integration may do: leads:bulk, *:read."
                );
        }
    }

    /// <summary>Whether an integration may call anything that the scope covers.</summary>
    private bool Reaches(string scope)
    {
        var holder = new Actor("", [Role.Integration], null);
        return routes.All.Any(r => !r.IsPublic && r.Admits(holder) && r.IsCovered([scope]));
    }

    private static IEnumerable<Fault> EndFaults(Instant expiresAt, Command command)
    {
        if (expiresAt <= command.Now || expiresAt > command.Now + ApiKey.LongestLifetime)
            yield return Ended;
    }

    private static string NewSecret() => ApiKey.Prefix + SecretTokens.New();

    private static ApiSecret Kept(string secret) => new(SecretTokens.Hash(secret), secret[^4..]);
}
