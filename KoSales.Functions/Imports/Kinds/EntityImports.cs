using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>How entities of one kind come in files. Static, one per kind.</summary>
/// <param name="Cells">What columns can be mapped to.</param>
public sealed record ImportSpec<T>(EntityLife<T> Life, JobKind Job, CellTable<T> Cells)
    where T : Entity
{
    /// <summary>The field by which a row is known again; a unique index of living entities holds it. A row
    /// without it is always new.</summary>
    public required ImportKey<T> Key { get; init; }

    /// <summary>The entity, with what it leaves empty taken from another and the lists of both
    /// united.</summary>
    public T Filled(T entity, T from) =>
        (T)(
            Life.Spec.Fields.Fill(entity, from) with
            {
                Custom = entity.Custom.FilledFrom(from.Custom),
            }
        );
}

/// <param name="Path">Of the field, which is a member of the document too.</param>
/// <param name="Duplicate">The fault of a row whose key another entity has.</param>
public sealed record ImportKey<T>(string Path, Func<T, string?> Read, Fault Duplicate);

/// <summary>Entities in files, by the fields of their table: those of every kind that the shared use cases
/// make.</summary>
public sealed class EntityImports<T>(
    ImportSpec<T> spec,
    IDocumentStore store,
    ImportPlacements placements,
    EntityReferences<T> references,
    EntityWorkflows<T> workflows,
    EntityRowMaker<T> maker,
    Commits commits
) : IImportKind
    where T : Entity
{
    public EntityKind Kind => spec.Life.Spec.Kind;

    public JobKind Job => spec.Job;

    public IReadOnlyList<MappableColumn> Columns => spec.Cells.Columns;

    private string Noun => spec.Life.Spec.Noun;

    public bool IsPath(string path, CustomFieldSet customFields) =>
        spec.Cells.IsPath(path, customFields);

    public ValueTask<Fault?> WorkflowFaultAsync(
        string? workflowId,
        CancellationToken cancellationToken
    ) =>
        spec.Life.Spec.Pipeline is null
            ? new((Fault?)null)
            : workflows.FaultAsync(workflowId, cancellationToken);

    public UsualValues UsualFor(
        IReadOnlyList<string> columns,
        IReadOnlyList<MappingSuggestion> suggestions
    ) => UsualValues.None;

    public async Task ImportAsync(
        ImportWork work,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var tables = new DraftTables<T>(
            spec.Cells,
            spec.Life.Spec.Fields,
            spec.Life.Blank,
            work.CustomFields
        );
        var rows = ImportRows<EntityDraft<T>>.Parse(
            work,
            (cells, style) => EntityDraft<T>.Parse(tables, cells, style)
        );
        await placements.PlaceAsync(rows, work.Plan, Noun, command, cancellationToken);
        await CheckReferencesAsync(rows, work.Plan, command, cancellationToken);
        if (spec.Life.Spec.Pipeline is not null && work.Import.Options.StartPipeline)
            await EnterAsync(rows, work, command, cancellationToken);
        await CommitAsync(work, rows, command, cancellationToken);
    }

    private Task CommitAsync(
        ImportWork work,
        ImportRows<EntityDraft<T>> rows,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"chunk {work.Chunk.Id}",
            async attempt =>
            {
                if (attempt.Number > 1 && await IsDoneAsync(work.Chunk, cancellationToken))
                    return;
                await maker.AddAsync(attempt.Batch, work, rows, command, cancellationToken);
            },
            cancellationToken
        );

    private async ValueTask<bool> IsDoneAsync(
        JobChunk chunk,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(JobChunk.Collection, chunk.Id, cancellationToken)
            is not { Done: false };

    private async ValueTask CheckReferencesAsync(
        ImportRows<EntityDraft<T>> rows,
        ImportPlan plan,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var faults = await references.FaultsOfAllAsync(
            [.. rows.Drafts.Select(r => r.Draft.Entity)],
            command.Actor,
            cancellationToken
        );
        for (var i = faults.Count - 1; i >= 0; i--)
        {
            if (faults[i].Count > 0)
                rows.FailDraft(i, faults[i], plan);
        }
    }

    /// <summary>The rows with the stages at which they start; those whose stage there is not have
    /// failed.</summary>
    private async ValueTask EnterAsync(
        ImportRows<EntityDraft<T>> rows,
        ImportWork work,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var workflow = work.Import.Options.WorkflowId;
        var definitions = await workflows.OfAsync(
            [.. rows.Drafts.Select(r => new WantedStart<T>(r.Draft.Entity, workflow))],
            command.Now,
            cancellationToken
        );
        for (var i = definitions.Count - 1; i >= 0; i--)
        {
            var draft = rows.Drafts[i].Draft;
            var entered = Entered(draft, definitions[i]);
            if (entered.IsRefused)
                rows.FailDraft(i, entered.Faults, work.Plan);
            else
                rows.Change(i, entered.Value);
        }
    }

    private Verdict<EntityDraft<T>> Entered(EntityDraft<T> draft, PipelineDefinition? definition)
    {
        if (draft.Placement is not { Stage: { } stage } placement)
            return draft with { Definition = definition, Stage = definition?.Initial };
        var found = ReachedStages.Of(definition, stage, placement.LostReason, Noun);
        return found.IsRefused
            ? found.Refusal
            : draft with
            {
                Definition = definition,
                Stage = found.Value,
            };
    }
}
