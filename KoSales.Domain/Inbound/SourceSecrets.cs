using System.Text.Json.Serialization;
using KoSales.Domain.Webhooks;

namespace KoSales.Domain.Inbound;

/// <summary>The secrets with which a source signs, beside those of the settings.</summary>
public sealed record SourceSecrets : Document
{
    public static readonly Collection<SourceSecrets> Collection = new(
        "inbound_secrets",
        () => new SourceSecretsJson(DocumentJson.NewOptions()).SourceSecrets
    );

    /// <summary>The source's name.</summary>
    public required string Id { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SigningSecret> Secrets
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(SourceSecrets))]
internal sealed partial class SourceSecretsJson : JsonSerializerContext;
