using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Pii;
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

    /// <summary>How cells name other records besides by id.</summary>
    public IReadOnlyList<ImportAlias> Aliases { get; init; } = [];

    /// <summary>Path → what most files mean that have no column of it.</summary>
    public IReadOnlyDictionary<string, string> Usual { get; init; } =
        new Dictionary<string, string>();

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
public sealed record ImportKey<T>(string Path, Func<T, string?> Read, Fault Duplicate)
    where T : Entity
{
    /// <summary>The key of a row where it is made of personal data; null where <see cref="Read"/> tells
    /// it.</summary>
    public Func<EntityInput, PiiVault, string?>? ReadInput { get; init; }

    public string? Of(EntityDraft<T> draft, PiiVault vault) =>
        ReadInput is null ? Read(draft.Entity) : ReadInput(draft.Input, vault);
}

/// <summary>Another way to name a record of another kind.</summary>
/// <param name="Path">The field that names it: <c>customer_id</c>.</param>
/// <param name="Member">By which it is found, with an index.</param>
public sealed record ImportAlias(string Path, Collection Target, string Member)
{
    /// <summary>What a cell's text is compared as.</summary>
    public Func<string, string> Form { get; init; } = text => text;
}

/// <summary>Entities in files, by the fields of their table: those of every kind that the shared use cases
/// make.</summary>
public sealed class EntityImports<T>(
    ImportSpec<T> spec,
    IDocumentStore store,
    ImportPlacements placements,
    EntityReferences<T> references,
    EntityWorkflows<T> workflows,
    EntityRowMaker<T> maker,
    Commits commits,
    IPersonalSide<T>? personal = null
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
    ) =>
        UsualValues.None with
        {
            Defaults = spec
                .Usual.Where(usual => suggestions.All(s => s.Path != usual.Key))
                .ToDictionary(),
        };

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
        )
        {
            CheckPersonal = personal is null
                ? null
                : (fields, input, checks) => personal.Check(fields, input, checks, command),
        };
        var rows = ImportRows<EntityDraft<T>>.Parse(
            work,
            (cells, style) => EntityDraft<T>.Parse(tables, cells, style)
        );
        await placements.PlaceAsync(rows, work.Plan, Noun, command, cancellationToken);
        foreach (var alias in spec.Aliases)
            await ResolveAsync(rows, alias, command.Actor, cancellationToken);
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

    /// <summary>Rows that name a record by something else than its id, with the id instead; a name that
    /// several records have, or none, stays as it is.</summary>
    private async ValueTask ResolveAsync(
        ImportRows<EntityDraft<T>> rows,
        ImportAlias alias,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var reference = spec.Life.References.First(r => r.Path == alias.Path);
        string[] named =
        [
            .. rows
                .Drafts.Select(r => reference.Read(r.Draft.Entity))
                .OfType<string>()
                .Distinct()
                .Select(alias.Form),
        ];
        if (named.Length == 0)
            return;
        var ids = await IdsAsync(alias, named, actor, cancellationToken);
        for (var i = 0; i < rows.Drafts.Count; i++)
        {
            var draft = rows.Drafts[i].Draft;
            if (
                reference.Read(draft.Entity) is { } text
                && ids.TryGetValue(alias.Form(text), out var id)
            )
                rows.Change(i, draft with { Entity = WithReference(draft.Entity, alias.Path, id) });
        }
    }

    private T WithReference(T entity, string path, string id) =>
        spec.Life.Spec.Fields.Change(
            entity,
            new Dictionary<string, object?> { [path] = id },
            new FieldChecks()
        );

    /// <summary>By the form of their names, those that only one record has.</summary>
    private async ValueTask<IReadOnlyDictionary<string, string>> IdsAsync(
        ImportAlias alias,
        IReadOnlyList<string> named,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            alias.Target,
            Filter.AllOf(
                Filter.Present(alias.Member),
                Filter.In(alias.Member, named),
                Filter.Missing("deleted_at"),
                HolderScope.Of(actor)
            ),
            [alias.Member, "id"],
            cancellationToken
        );
        return groups
            .GroupBy(g => g.Values[0]!)
            .Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.First().Values[1]!, StringComparer.Ordinal);
    }

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
