using KoSales.Domain.Cohorts;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Jobs;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Cohorts;

/// <param name="Job">The full evaluation that the change calls for, queued; null when it calls for
/// none.</param>
public sealed record CohortSaved(CohortCase Case, Job? Job);

/// <summary>Adds changes of cohorts to a batch: document, definition of the figures, stamp, event and the
/// job of the evaluation commit as one.</summary>
public sealed class CohortWriter(IDocumentStore store, IdAllocator ids, Commits commits)
{
    /// <summary>A new cohort.</summary>
    public async ValueTask<CohortSaved> AddAsync(
        WriteBatch batch,
        Cohort cohort,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = await JobAsync(cohort, command, cancellationToken);
        var figures = new CohortFigures
        {
            Id = cohort.Key,
            Definition = cohort.Definition,
            EvaluationJobId = job.Id.Value,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
        };
        batch
            .Insert(Cohort.Collection, cohort)
            .Insert(CohortFigures.Collection, figures)
            .Insert(Job.Collection, job);
        return Recorded(batch, new CohortSaved(new CohortCase(cohort, figures), job), command);
    }

    /// <param name="after">The version after <paramref name="before"/>; the same object when nothing
    /// changes.</param>
    public async ValueTask<CohortSaved> AddAsync(
        WriteBatch batch,
        Cohort before,
        Cohort after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var figures =
            await store.FindAsync(CohortFigures.Collection, before.Key, cancellationToken)
            ?? throw new InvalidOperationException($"the cohort {before.Key} has no figures");
        Job? job = null;
        if (before.Ruling != after.Ruling && after.IsLive)
            job = await JobAsync(after, command, cancellationToken);
        AddChanges(batch, before, after, job, command);
        figures = figures with
        {
            Definition = after.Definition,
            EvaluationJobId = job?.Id.Value ?? figures.EvaluationJobId,
        };
        return Recorded(batch, new CohortSaved(new CohortCase(after, figures), job), command);
    }

    private static void AddChanges(
        WriteBatch batch,
        Cohort before,
        Cohort after,
        Job? job,
        Command command
    )
    {
        if (!ReferenceEquals(before, after))
            batch.Replace(Cohort.Collection, after);
        if (before.Definition != after.Definition)
            batch.Patch(
                CohortFigures.Collection,
                Filter.Eq("id", before.Key),
                Redefined(after, job, command),
                expected: 1
            );
        if (job is not null)
            batch.Insert(Job.Collection, job);
    }

    /// <summary>A full evaluation without any change.</summary>
    public async Task<Job> QueueAsync(
        Cohort cohort,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = await JobAsync(cohort, command, cancellationToken);
        var batch = new WriteBatch().Insert(Job.Collection, job);
        command.RecordAnswer(batch, job);
        return await commits.TryAsync(batch, cancellationToken)
            ? job
            : throw new InvalidOperationException($"the id {job.Id} was given out twice");
    }

    private static CohortSaved Recorded(WriteBatch batch, CohortSaved saved, Command command)
    {
        var cohort = saved.Case.Cohort;
        if (batch.Operations.Count > 0)
        {
            CohortCache.Stamp(batch, command);
            batch.Emit(
                command,
                new OutboxFact(CohortEvents.Changed, new EntityRef(cohort.Entity, cohort.Key))
            );
        }

        command.RecordAnswer(batch, saved.Case);
        return saved;
    }

    private async Task<Job> JobAsync(
        Cohort cohort,
        Command command,
        CancellationToken cancellationToken
    ) =>
        CohortEvaluationRunner.Accept(
            await ids.NextAsync<JobId>(cancellationToken),
            cohort.Key,
            command
        );

    private static Patch Redefined(Cohort after, Job? job, Command command)
    {
        var set = new Dictionary<string, string?>
        {
            ["definition"] = FilterLiteral.AsJson(after.Definition),
        };
        if (job is not null)
            set["evaluation_job_id"] = $"\"{job.Id.Value}\"";
        return new Patch(command.Now, command.Actor.Id) { Set = set };
    }
}
