using System.Text.Json.Serialization;
using KoSales.Domain.Files;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Domain.Imports;

/// <summary>What an import job works on: the uploaded file, and how it is to be read. Beside its
/// <see cref="Job"/>, with the same id.</summary>
public sealed record FileImport : Document
{
    public static readonly Collection<FileImport> Collection = new(
        "imports",
        () => new FileImportJson(DocumentJson.NewOptions()).FileImport,
        new IndexSpec("imports_files", "delete_file_at")
    );

    public required JobId Id { get; init; }

    /// <summary>What the rows become; leads in imports of earlier releases.</summary>
    public EntityKind Entity { get; init; }

    /// <summary>Null once the file is deleted.</summary>
    public EncryptedFile? File { get; init; }

    /// <summary>As uploaded; without folders.</summary>
    public required string FileName { get; init; }

    public required ImportOptions Options { get; init; }

    public bool DryRun { get; init; }

    /// <summary>It holds one JSON object a line, in place of rows under headings.</summary>
    public bool IsLines { get; init; }

    /// <summary>Headings in file order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The character between cells.</summary>
    public required string Separator { get; init; }

    /// <summary>On whose behalf records are made.</summary>
    public required string ActorId { get; init; }

    public required IReadOnlyList<Role> ActorRoles { get; init; }

    public string? ActorTeamId { get; init; }

    /// <summary>When the file goes, whatever became of the job; brought forward when the job ends. Null
    /// once it is gone.</summary>
    public Instant? DeleteFileAt { get; init; }

    public override string Key => Id.Value;

    public Actor Actor() => new(ActorId, ActorRoles, ActorTeamId);
}

[JsonSerializable(typeof(FileImport))]
internal sealed partial class FileImportJson : JsonSerializerContext;
