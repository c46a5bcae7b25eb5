using KoSales.Domain.Jobs;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Migration;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Migration;

/// <summary>Plans the migration of running pipelines to another version of their workflow, and accepts it
/// as a job.</summary>
public sealed class MigrationDesk(IDocumentStore store, IdAllocator ids, WorkflowCache cache)
{
    public async Task<Verdict<MigrationPreview>> PreviewAsync(
        string workflowId,
        MigratePipelines body,
        CancellationToken cancellationToken
    )
    {
        var map = await MapAsync(workflowId, body, cancellationToken);
        if (map.IsRefused)
            return map.Refusal;
        var running = await RunningAsync(map.Value, cancellationToken);
        return new MigrationPreview(
            workflowId,
            body.FromVersion,
            body.ToVersion,
            running.Sum(r => r.Count),
            [
                .. body.StageMap.Select(pair => new MigratedStage(
                    pair.Key,
                    pair.Value,
                    running.FirstOrDefault(r => r.Stage == pair.Key)?.Count ?? 0
                )),
            ],
            map.Value.Orphans(running)
        );
    }

    /// <summary>The job, queued; refused when there are orphans.</summary>
    public async Task<Verdict<Job>> AcceptAsync(
        string workflowId,
        MigratePipelines body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var map = await MapAsync(workflowId, body, cancellationToken);
        if (map.IsRefused)
            return map.Refusal;
        var running = await RunningAsync(map.Value, cancellationToken);
        if (StageMap.Refusal(map.Value.Orphans(running)) is { Count: > 0 } refusal)
            return Verdict<Job>.Refuse(refusal);
        var id = await ids.NextAsync<JobId>(cancellationToken);
        var job = Job.Accept(id, JobKind.PipelineMigration, command) with
        {
            Total = running.Sum(r => r.Count),
        };
        return await SaveAsync(job, map.Value, command, cancellationToken);
    }

    private async Task<Job> SaveAsync(
        Job job,
        StageMap map,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch()
            .Insert(Job.Collection, job)
            .Insert(PipelineMigrations.Collection, MigrationOf(job, map, command));
        command.RecordAnswer(batch, job);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? job
            : throw new InvalidOperationException($"the id {job.Id} was given out twice");
    }

    private static PipelineMigration MigrationOf(Job job, StageMap map, Command command) =>
        new()
        {
            Id = job.Id.Value,
            Kind = map.From.Kind,
            WorkflowId = map.From.WorkflowId,
            FromVersion = map.From.WorkflowVersion,
            ToVersion = map.To.WorkflowVersion,
            StageMap = map.Stages,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private async ValueTask<Verdict<StageMap>> MapAsync(
        string workflowId,
        MigratePipelines body,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(PipelineWorkflows.Collection, workflowId, cancellationToken)
            is not { DeletedAt: null }
        )
            return Fault.NotFound("workflow", QueryFaults.Shown(workflowId));
        var from = await cache.FindVersionAsync(workflowId, body.FromVersion, cancellationToken);
        var to = await cache.FindVersionAsync(workflowId, body.ToVersion, cancellationToken);
        Fault[] faults = [.. VersionFaults(body, from, to)];
        if (faults.Length > 0)
            return Verdict<StageMap>.Refuse(faults);
        var map = new StageMap(from!, to!, body.StageMap);
        var wrong = map.Faults();
        return wrong.Count > 0 ? Verdict<StageMap>.Refuse(wrong) : map;
    }

    private static IEnumerable<Fault> VersionFaults(
        MigratePipelines body,
        PipelineDefinition? from,
        PipelineDefinition? to
    )
    {
        if (from is null)
            yield return NeverPublished("/from_version", body.FromVersion);
        if (to is null)
            yield return NeverPublished("/to_version", body.ToVersion);
        if (body.FromVersion == body.ToVersion)
            yield return Fault.Invalid(
                "/to_version",
                "workflow.same_version",
                "From and to are the same version."
            );
    }

    private static Fault NeverPublished(string pointer, int version) =>
        Fault.Invalid(
            pointer,
            "workflow.unknown_version",
            $"Version {version} was never published."
        );

    private async ValueTask<IReadOnlyList<StageCount>> RunningAsync(
        StageMap map,
        CancellationToken cancellationToken
    )
    {
        var running = Running(map.From.WorkflowId, map.From.WorkflowVersion);
        var groups = await store.GroupCountAsync(
            PipelineCollections.Of(map.From.Kind),
            running,
            ["stage"],
            cancellationToken
        );
        return [.. groups.Select(g => new StageCount(g.Values[0]!, g.Count))];
    }

    /// <summary>Open pipelines of one version.</summary>
    internal static Filter Running(string workflowId, int version) =>
        Filter.AllOf(
            Filter.Eq("status", "open"),
            Filter.Eq("workflow_id", workflowId),
            new Filter.Condition(
                "workflow_version",
                FilterOperator.Eq,
                new FilterValue.Number(version)
            )
        );
}
