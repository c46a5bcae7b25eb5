using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Functions.Inbound.Secrets;

public sealed record RotateSecret
{
    public const int MostGraceHours = 24 * 7;

    [Description("How long the former secret stays in force, in hours; 24 when absent.")]
    [Range(0, MostGraceHours)]
    public int? GraceHours { get; init; }
}

/// <summary>A secret in a list: nothing of the secret itself.</summary>
public sealed record SecretView
{
    public required string Id { get; init; }

    public required Instant CreatedAt { get; init; }

    [Description("From when on it is no longer in force; absent for the newest.")]
    public Instant? EndsAt { get; init; }

    public static SecretView Of(SigningSecret secret) =>
        new()
        {
            Id = secret.Id,
            CreatedAt = secret.CreatedAt,
            EndsAt = secret.EndsAt,
        };
}

public sealed record SecretsView
{
    [Description("In force, oldest first; those of the settings are not among them.")]
    public required IReadOnlyList<SecretView> Secrets { get; init; }
}

public sealed record RotatedSecretView
{
    [Description("The new secret. It is shown this once: give it to the sender now.")]
    public required string Secret { get; init; }

    [Description("In force, oldest first; those of the settings are not among them.")]
    public required IReadOnlyList<SecretView> Secrets { get; init; }
}

[JsonSerializable(typeof(RotateSecret))]
[JsonSerializable(typeof(SecretsView))]
[JsonSerializable(typeof(RotatedSecretView))]
internal sealed partial class SecretContractsJson : JsonSerializerContext
{
    public static readonly SecretContractsJson Wire = new(DocumentJson.NewOptions());
}
