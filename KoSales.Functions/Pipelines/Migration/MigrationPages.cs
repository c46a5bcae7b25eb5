using System.Text.Json.Serialization;
using KoSales.Domain.Jobs;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Migration;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Jobs;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Pipelines.Migration;

/// <summary>Where a migration is: the place of a stage in the map, and the last pipeline looked at there.
/// Ids and numbers only.</summary>
public sealed record MigrationStep(
    string JobId,
    int Stage = 0,
    string? AfterEnteredAt = null,
    string? AfterId = null
);

/// <param name="Next">Null when nothing is left.</param>
public sealed record MigrationPageDone(
    MigrationStep? Next,
    [property: JsonPropertyName("Wish")] JobDirective Directive
);

/// <summary>Migrates page after page. What is migrated no longer is what the next page looks for, so a page
/// that comes twice does nothing twice; counts commit
/// with what they count.</summary>
public sealed class MigrationPages(
    IDocumentStore store,
    WorkflowCache cache,
    StageMoves moves,
    EntityTable entities,
    JobDesk jobs,
    Commits commits,
    TimeProvider time
)
{
    private const int PageSize = 200;

    /// <summary>Commits under way at once, so that the store writes them as a group.</summary>
    private const int AtOnce = 16;

    public async Task<MigrationPageDone> RunAsync(
        MigrationStep step,
        CancellationToken cancellationToken
    )
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var job = await jobs.AdvanceAsync(step.JobId, j => j.Start(now), cancellationToken);
        if (job.Directive != JobDirective.Run)
            return new MigrationPageDone(step, job.Directive);
        var command = new Command(Actor.System, now, step.JobId);
        var work = await WorkAsync(job, command, cancellationToken);
        if (work.IsBehind(step))
            return new MigrationPageDone(null, job.Directive);
        var page = await PageAsync(work, step, cancellationToken);
        await MigrateAsync(work, page, cancellationToken);
        var next = After(step, page);
        var current = await jobs.FindAsync(step.JobId, cancellationToken);
        return new MigrationPageDone(work.IsBehind(next) ? null : next, current.Directive);
    }

    /// <summary>Behind the page, or at the next stage when that was the last page of this one.</summary>
    private static MigrationStep After(MigrationStep step, IReadOnlyList<Pipeline> page) =>
        page.Count < PageSize
            ? new MigrationStep(step.JobId, step.Stage + 1)
            : step with
            {
                AfterEnteredAt = InstantConverter.Write(page[^1].StageEnteredAt),
                AfterId = page[^1].Id,
            };

    private Task MigrateAsync(
        Work work,
        IReadOnlyList<Pipeline> page,
        CancellationToken cancellationToken
    )
    {
        var several = new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce,
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(
            page,
            several,
            async (pipeline, token) => await MigrateAsync(work, pipeline, token)
        );
    }

    private async Task<Work> WorkAsync(
        Job job,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var asked =
            await store.FindAsync(PipelineMigrations.Collection, job.Id.Value, cancellationToken)
            ?? throw new InvalidOperationException($"there is no migration {job.Id.Value}");
        var from = await cache.VersionAsync(asked.WorkflowId, asked.FromVersion, cancellationToken);
        var to = await cache.VersionAsync(asked.WorkflowId, asked.ToVersion, cancellationToken);
        var map = new StageMap(from, to, asked.StageMap);
        return new Work(job, map, [.. asked.StageMap.Keys.Order(StringComparer.Ordinal)], command);
    }

    private ValueTask<IReadOnlyList<Pipeline>> PageAsync(
        Work work,
        MigrationStep step,
        CancellationToken cancellationToken
    )
    {
        var inStage = Filter.AllOf(
            MigrationDesk.Running(work.Map.From.WorkflowId, work.Map.From.WorkflowVersion),
            Filter.Eq("stage", work.Stages[step.Stage])
        );
        var query = new Query(work.Collection, inStage)
        {
            Sort = [new SortKey("stage_entered_at", FieldType.Instant)],
            After = PositionOf(step),
            Limit = PageSize,
        };
        return store.ListAsync(work.Collection, query, cancellationToken);
    }

    private static KeysetPosition? PositionOf(MigrationStep step) =>
        step.AfterId is { } id ? new KeysetPosition([$"\"{step.AfterEnteredAt}\""], id) : null;

    /// <summary>One pipeline with what follows from it, in one transaction; again when somebody moved it
    /// meanwhile, as long as the map covers where it is.</summary>
    private Task MigrateAsync(Work work, Pipeline pipeline, CancellationToken cancellationToken) =>
        commits.CarryAsync(
            $"pipeline {pipeline.Id}",
            async attempt =>
            {
                var current =
                    attempt.Number == 1
                        ? pipeline
                        : await moves.FindAsync(pipeline.Id, cancellationToken);
                if (current is not null && work.Covers(current))
                    await AddAsync(attempt.Batch, work, current, cancellationToken);
            },
            cancellationToken
        );

    private async ValueTask AddAsync(
        WriteBatch batch,
        Work work,
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var migration = new WriteBatch();
        var refused = await PrepareAsync(migration, work, pipeline, cancellationToken);
        if (refused.Count > 0)
            await RefuseAsync(batch, work, pipeline, refused, cancellationToken);
        else
            batch.Append(migration).Advance(work.Job, new JobPart(1, 0, 0), work.Command.Now);
    }

    /// <summary>Counted once, however often the page comes.</summary>
    private async ValueTask RefuseAsync(
        WriteBatch batch,
        Work work,
        Pipeline pipeline,
        IReadOnlyList<string> codes,
        CancellationToken cancellationToken
    )
    {
        var refusal = MigrationRefusal.Of(work.Job, pipeline, codes, work.Command);
        var isKnown =
            await store.FindAsync(MigrationRefusals.Collection, refusal.Id, cancellationToken)
            is not null;
        if (!isKnown)
            batch
                .Insert(MigrationRefusals.Collection, refusal)
                .Advance(work.Job, new JobPart(0, 1, 0), work.Command.Now);
    }

    /// <returns>The codes with which its entity refuses; none when it does not.</returns>
    private async ValueTask<IReadOnlyList<string>> PrepareAsync(
        WriteBatch batch,
        Work work,
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var before = await moves.OpenAsync(pipeline, work.Command, cancellationToken);
        var (migrated, move) = work.Map.Migrate(pipeline, before.BusinessMinutes, work.Command);
        if (move is not null)
            return await PrepareMoveAsync(batch, work, before, move, cancellationToken);
        var stage = work.Map.To.Find(migrated.Stage)!;
        batch.Replace(work.Collection, migrated.Aged(stage, before.Time));
        return [];
    }

    private async ValueTask<IReadOnlyList<string>> PrepareMoveAsync(
        WriteBatch batch,
        Work work,
        PipelineCase before,
        StageMove move,
        CancellationToken cancellationToken
    )
    {
        var (kind, entityId) = (move.Pipeline.Kind, move.Pipeline.EntityRef.Id);
        var entity = await entities.Of(kind).LoadAsync(entityId, cancellationToken);
        if (entity is null)
            return ["pipeline.entity_gone"];
        var reason = move.Pipeline.History[^1].Reason;
        var prepared = new PreparedMove(move, Forced: false, Automatic: true) { Reason = reason };
        var added = await moves.AddMirroredAsync(
            batch,
            new MovingPipeline(before, entity),
            prepared,
            work.Command,
            cancellationToken
        );
        return [.. added.Faults.Select(f => f.Code)];
    }

    private sealed record Work(Job Job, StageMap Map, IReadOnlyList<string> Stages, Command Command)
    {
        public Collection<Pipeline> Collection => PipelineCollections.Of(Map.From.Kind);

        /// <summary>Behind the last stage of the map.</summary>
        public bool IsBehind(MigrationStep step) => step.Stage >= Stages.Count;

        public bool Covers(Pipeline pipeline) =>
            pipeline.Status == PipelineStatus.Open
            && (pipeline.WorkflowId, pipeline.WorkflowVersion)
                == (Map.From.WorkflowId, Map.From.WorkflowVersion)
            && Map.Stages.ContainsKey(pipeline.Stage);
    }
}
