using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Auth;

[JsonConverter(typeof(EntityIdConverter<ApiKeyId>))]
public readonly record struct ApiKeyId(string Value) : IEntityId<ApiKeyId>
{
    public static IdFormat Format { get; } = new("api_keys", "KEY-");

    public static ApiKeyId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>What another system calls the API with. The store knows the key by its hash only; whoever holds it
/// acts as an integration, as far as the scopes reach.</summary>
/// <remarks>While it is rotated two secrets are good: the new one, and the former one until its grace is
/// over.</remarks>
public sealed record ApiKey : Document
{
    /// <summary>How every key begins, so that it is told from an access token, and found where it leaked.</summary>
    public const string Prefix = "ko_";

    /// <summary>Of a key for which no end is named.</summary>
    public static readonly Duration Lifetime = Duration.FromDays(365);

    public static readonly Duration LongestLifetime = Duration.FromDays(730);

    /// <summary>How long the former secret goes on unless it is said otherwise.</summary>
    public static readonly Duration Grace = Duration.FromHours(24);

    public static readonly Collection<ApiKey> Collection = new(
        "api_keys",
        () => new ApiKeyJson(DocumentJson.NewOptions()).ApiKey,
        new IndexSpec("api_keys_hash", "hash") { Unique = true },
        new IndexSpec("api_keys_former_hash", "former_hash") { Unique = true },
        new IndexSpec("api_keys_created", "-created_at")
    );

    public required ApiKeyId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>See <see cref="ApiScope"/>; at least one.</summary>
    public required IReadOnlyList<string> Scopes
    {
        get;
        init => field = value ?? [];
    }

    /// <summary>SHA-256 of the key, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The last four characters, by which people tell keys apart.</summary>
    public required string Hint { get; init; }

    /// <summary>Of the secret before; null for a key that was never rotated.</summary>
    public string? FormerHash { get; init; }

    /// <summary>From when on the former secret is no longer good.</summary>
    public Instant? FormerEndsAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Whether a secret of this hash is good at that time.</summary>
    public bool Admits(string hash, Instant now) =>
        DeletedAt is null
        && now < ExpiresAt
        && (hash == Hash || (hash == FormerHash && now < FormerEndsAt));

    public Actor AsActor() => new(Id.Value, [Role.Integration], null) { Scopes = Scopes };

    public static Filter Of(string hash) =>
        Filter.AnyOf(Filter.Eq("hash", hash), Filter.Eq("former_hash", hash));

    /// <summary>Another secret; the one so far is good until the grace is over.</summary>
    /// <param name="fresh">Hash and hint of the new secret.</param>
    public ApiKey Rotate(ApiSecret fresh, Instant expiresAt, Duration grace, Command command) =>
        Next(command) with
        {
            Hash = fresh.Hash,
            Hint = fresh.Hint,
            FormerHash = Hash,
            FormerEndsAt = command.Now + grace,
            ExpiresAt = expiresAt,
        };

    public ApiKey Revoke(Command command) => Next(command) with { DeletedAt = command.Now };

    private ApiKey Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}

/// <summary>What is kept of a secret.</summary>
public sealed record ApiSecret(string Hash, string Hint);

/// <summary>When a key was last used. A document of its own, so that using a key does not change it.</summary>
public sealed record ApiKeyUse : Document
{
    /// <summary>Uses closer together than this are one.</summary>
    public static readonly Duration Resolution = Duration.FromMinutes(1);

    public static readonly Collection<ApiKeyUse> Collection = new(
        "api_key_uses",
        () => new ApiKeyJson(DocumentJson.NewOptions()).ApiKeyUse
    );

    /// <summary>Of the key.</summary>
    public required string Id { get; init; }

    public required Instant LastUsedAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static ApiKeyUse Of(ApiKey key, Instant now) =>
        new()
        {
            Id = key.Key,
            LastUsedAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
}

[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(ApiKeyUse))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
