using System.Text;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Api.Idempotency;

/// <summary>The first answer given under an Idempotency-Key; removed after 24 hours.</summary>
public sealed record IdempotencyRecord : Document
{
    /// <summary>Hash of principal, path and key.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of the body and the query; a repeat must have the same.</summary>
    public required string Fingerprint { get; init; }

    public required int Status { get; init; }

    public required string ContentType { get; init; }

    public string? Etag { get; init; }

    public string? Location { get; init; }

    /// <summary>The body as text; empty for none.</summary>
    public required string Body { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public Answer Replayed() =>
        new(Status, Encoding.UTF8.GetBytes(Body))
        {
            ContentType = ContentType,
            ETag = Etag,
            Location = Location,
        };
}

[JsonSerializable(typeof(IdempotencyRecord))]
internal sealed partial class IdempotencyJson : JsonSerializerContext;

internal static class IdempotencyKeys
{
    private const int DaySeconds = 24 * 60 * 60;

    public static readonly Collection<IdempotencyRecord> Collection = new(
        "idempotency_keys",
        () => new IdempotencyJson(DocumentJson.NewOptions()).IdempotencyRecord,
        new IndexSpec("idempotency_keys_expiry", "created_at") { ExpireAfterSeconds = DaySeconds }
    );
}
