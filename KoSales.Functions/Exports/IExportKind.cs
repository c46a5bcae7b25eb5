using System.Text.Json;
using KoSales.Domain.Entities;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Jobs;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities;

namespace KoSales.Functions.Exports;

/// <summary>What exports need to know of one kind of records. One implementation per kind, registered as a
/// singleton.</summary>
public interface IExportKind
{
    EntityKind Kind { get; }

    JobKind Job { get; }

    /// <summary>Whose scope, filters and members the export has.</summary>
    ListSpec List { get; }

    ValueTask<ExportColumns> ColumnsAsync(CancellationToken cancellationToken);

    /// <summary>A filter in JSON form; faults at <c>/filter</c>.</summary>
    ValueTask<Verdict<Filter>> FilterAsync(JsonElement json, CancellationToken cancellationToken);
}

/// <summary>Entities of one kind, by the fields of their table.</summary>
public sealed class ExportKind<T>(EntitySpec<T> spec, JobKind job, CustomFieldCache customFields)
    : IExportKind
    where T : Entity
{
    public EntityKind Kind => spec.Kind;

    public JobKind Job => job;

    public ListSpec List => spec.List;

    public async ValueTask<ExportColumns> ColumnsAsync(CancellationToken cancellationToken) =>
        new(
            [.. spec.Fields.Rows.Select(f => new ExportColumn(f.Path, f.IsExported))],
            spec.List.View.Members,
            await customFields.OfAsync(spec.Kind, cancellationToken)
        );

    public async ValueTask<Verdict<Filter>> FilterAsync(
        JsonElement json,
        CancellationToken cancellationToken
    ) =>
        FilterJson.Parse(
            json,
            spec.With(await customFields.OfAsync(spec.Kind, cancellationToken)),
            "/filter"
        );
}

/// <summary>The kinds of records that are exported.</summary>
public sealed class ExportKinds(IEnumerable<IExportKind> kinds)
{
    private readonly Dictionary<EntityKind, IExportKind> _kinds = kinds.ToDictionary(k => k.Kind);

    public IExportKind Of(EntityKind kind) => _kinds[kind];
}
