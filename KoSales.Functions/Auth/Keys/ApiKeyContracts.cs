using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Auth;
using NodaTime;

namespace KoSales.Functions.Auth.Keys;

public sealed record CreateApiKey
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description(
        "What it may be used for, each {resource}:{kind}: leads:bulk, *:read. Kinds: read, write, bulk."
    )]
    [MinLength(1)]
    [MaxLength(50)]
    [KeptInTheClear]
    public required IReadOnlyList<string> Scopes { get; init; }

    [Description("In the future, at most 730 days ahead; 365 days from now when absent.")]
    public Instant? ExpiresAt { get; init; }
}

/// <summary>May be left out.</summary>
public sealed record RotateApiKey
{
    [Description("How long the secret so far is still good, in hours; 24 when absent.")]
    [Range(0, 7 * 24)]
    public int? GraceHours { get; init; }

    [Description("Another end; as it was when absent.")]
    public Instant? ExpiresAt { get; init; }
}

public sealed record ApiKeyView
{
    public required ApiKeyId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    [Description("The last four characters of the secret.")]
    public required string Hint { get; init; }

    public required Instant ExpiresAt { get; init; }

    [Description("Until when the secret before the last rotation is good.")]
    public Instant? FormerEndsAt { get; init; }

    [Description("To the minute; left out for one that was never used.")]
    public Instant? LastUsedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

/// <summary>A key with its secret, which is shown this once.</summary>
public sealed record IssuedApiKey
{
    public required ApiKeyId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    [Description("To be sent as Authorization: Bearer; it cannot be read again.")]
    public required string Secret { get; init; }

    public required string Hint { get; init; }

    public required Instant ExpiresAt { get; init; }

    public Instant? FormerEndsAt { get; init; }

    public static IssuedApiKey Of(ApiKey key, string secret) =>
        new()
        {
            Id = key.Id,
            Version = key.Version,
            Name = key.Name,
            Scopes = key.Scopes,
            Secret = secret,
            Hint = key.Hint,
            ExpiresAt = key.ExpiresAt,
            FormerEndsAt = key.FormerEndsAt,
        };
}

[JsonSerializable(typeof(CreateApiKey))]
[JsonSerializable(typeof(RotateApiKey))]
[JsonSerializable(typeof(ApiKeyView))]
[JsonSerializable(typeof(IssuedApiKey))]
internal sealed partial class ApiKeyContractsJson : JsonSerializerContext;

internal static class ApiKeyLists
{
    public static readonly ListSpec<ApiKeyView> Keys = new()
    {
        Name = "api-keys",
        Noun = "api_key",
        Collection = ApiKey.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["scopes"] = FieldType.TextList,
            ["expires_at"] = FieldType.Instant,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
        Figures = new Figures(ApiKeyUse.Collection, ["last_used_at"]),
    };
}
