using KoSales.Domain.CustomFields;
using KoSales.Domain.Fields;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>How rows of files become records of one kind. One implementation per kind, registered as a
/// singleton.</summary>
public interface IImportKind
{
    EntityKind Kind { get; }

    JobKind Job { get; }

    /// <summary>What a column can be mapped to, custom fields aside.</summary>
    IReadOnlyList<MappableColumn> Columns { get; }

    bool IsPath(string path, CustomFieldSet customFields);

    /// <summary>Null when records can start on this workflow; null is the one that the rules or the default
    /// say.</summary>
    ValueTask<Fault?> WorkflowFaultAsync(string? workflowId, CancellationToken cancellationToken);

    /// <summary>What every record needs and no column of such a file gives.</summary>
    UsualValues UsualFor(
        IReadOnlyList<string> columns,
        IReadOnlyList<MappingSuggestion> suggestions
    );

    /// <summary>Makes the records of a chunk together with the chunk's own record, in one transaction, so that
    /// a chunk is done once or not at all; a dry run makes the latter alone.</summary>
    Task ImportAsync(ImportWork work, Command command, CancellationToken cancellationToken);
}

/// <summary>As the options of an import take them.</summary>
public sealed record UsualValues(
    IReadOnlyDictionary<string, string> Defaults,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ValueMap
)
{
    public static readonly UsualValues None = new(
        new Dictionary<string, string>(),
        new Dictionary<string, IReadOnlyDictionary<string, string>>()
    );
}

/// <summary>One chunk of a file that is to be imported.</summary>
/// <param name="Records">The chunk's bytes: whole records, in UTF-8.</param>
public sealed record ImportWork(
    Job Job,
    JobChunk Chunk,
    FileImport Import,
    ImportPlan Plan,
    CustomFieldSet CustomFields,
    ReadOnlyMemory<byte> Records
);

/// <summary>The kinds of records that come in files.</summary>
public sealed class ImportKinds(IEnumerable<IImportKind> kinds)
{
    private readonly Dictionary<EntityKind, IImportKind> _kinds = kinds.ToDictionary(k => k.Kind);

    public IImportKind Of(EntityKind kind) => _kinds[kind];

    /// <summary>How the rows of a file are read.</summary>
    public Verdict<ImportPlan> PlanOf(
        EntityKind kind,
        ImportOptions options,
        IReadOnlyList<string> columns,
        CustomFieldSet customFields
    ) => ImportPlan.Of(options, columns, path => Of(kind).IsPath(path, customFields));
}
