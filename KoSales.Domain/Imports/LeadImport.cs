using System.Text.Json.Serialization;
using KoSales.Domain.Files;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Domain.Imports;

/// <summary>What an import job works on: the uploaded file, and how it is to be read. Beside its
/// <see cref="Job"/>, with the same id.</summary>
public sealed record LeadImport : Document
{
    public static readonly Collection<LeadImport> Collection = new(
        "imports",
        new LeadImportJson(DocumentJson.NewOptions()).LeadImport,
        new IndexSpec("imports_files", "delete_file_at")
    );

    public required JobId Id { get; init; }

    /// <summary>Null once the file is deleted.</summary>
    public EncryptedFile? File { get; init; }

    /// <summary>As uploaded; without folders.</summary>
    public required string FileName { get; init; }

    public required ImportOptions Options { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Headings in file order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The character between cells.</summary>
    public required string Separator { get; init; }

    /// <summary>On whose behalf leads are made.</summary>
    public required string ActorId { get; init; }

    public required IReadOnlyList<Role> ActorRoles { get; init; }

    public string? ActorTeamId { get; init; }

    /// <summary>When the file goes, whatever became of the job; brought forward when the job ends. Null
    /// once it is gone.</summary>
    public Instant? DeleteFileAt { get; init; }

    public override string Key => Id.Value;

    public Actor Actor() => new(ActorId, ActorRoles, ActorTeamId);
}

[JsonSerializable(typeof(LeadImport))]
internal sealed partial class LeadImportJson : JsonSerializerContext;
