using System.Text.Json.Serialization;
using KoSales.Domain.Files;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Domain.Exports;

[JsonConverter(typeof(JsonStringEnumConverter<ExportFormat>))]
public enum ExportFormat
{
    [JsonStringEnumMemberName("csv")]
    Csv,

    /// <summary>One JSON object per line.</summary>
    [JsonStringEnumMemberName("ndjson")]
    Ndjson,
}

/// <summary>One file of an export; they are sent one after the other as one.</summary>
/// <param name="LastId">The last record in it, after which the next part goes on; null for a part without
/// records.</param>
public sealed record ExportPart(EncryptedFile File, string? LastId, long Rows);

/// <summary>What an export job writes, and where. Beside its <see cref="Job"/>, with the same id.</summary>
public sealed record FileExport : Document
{
    public static readonly Collection<FileExport> Collection = new(
        "exports",
        () => new FileExportJson(DocumentJson.NewOptions()).FileExport,
        new IndexSpec("exports_expiry", "expires_at")
    );

    public required JobId Id { get; init; }

    /// <summary>Of which records it is; of leads in exports of earlier releases.</summary>
    public EntityKind Entity { get; init; }

    /// <summary>JSON text of the filter that was asked for; the requester's scope comes on top.</summary>
    public required string Filter { get; init; }

    /// <summary>Only its members; null for all.</summary>
    public string? CohortId { get; init; }

    /// <summary>Dotted paths, in order.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    public required ExportFormat Format { get; init; }

    /// <summary>Whether a CSV file begins with a byte order mark; null in exports of earlier releases:
    /// no.</summary>
    public bool? Bom { get; init; }

    /// <summary>Whose scope it has.</summary>
    public required string ActorId { get; init; }

    public required IReadOnlyList<Role> ActorRoles { get; init; }

    public string? ActorTeamId { get; init; }

    /// <summary>In order; empty again once expired.</summary>
    public IReadOnlyList<ExportPart> Parts
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True when the last part is written.</summary>
    public bool Complete { get; init; }

    /// <summary>When the files go; set when the job ends, null again once they are gone.</summary>
    public Instant? ExpiresAt { get; init; }

    public override string Key => Id.Value;

    public Actor Actor() => new(ActorId, ActorRoles, ActorTeamId);

    public static string PathOf(JobId id) => $"/api/v1/exports/{id.Value}";
}

[JsonSerializable(typeof(FileExport))]
internal sealed partial class FileExportJson : JsonSerializerContext;
