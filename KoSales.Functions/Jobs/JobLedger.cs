using KoSales.Domain.Jobs;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Jobs;

/// <summary>Stores what people ask of the jobs of one collection, and what the orchestrations that carry
/// them out report.</summary>
/// <param name="list">By whose scope people reach them.</param>
public abstract class JobLedger<TJob>(
    ListSpec list,
    Collection<TJob> collection,
    IDocumentStore store,
    Items items,
    Commits commits
)
    where TJob : JobDocument
{
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async ValueTask<TJob> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(collection, id, cancellationToken)
        ?? throw new InvalidOperationException($"there is no {list.Noun} {id}");

    /// <summary>The job, if the actor may see it.</summary>
    public ValueTask<Verdict<TJob>> LoadAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => items.LoadAsync(list, collection, id, command.Actor, cancellationToken);

    /// <summary>Moves a job on behalf of its orchestration, with what goes along in the same transaction.
    /// Not written when the move gives the same job back.</summary>
    /// <param name="along">Gets the job as it was and as it is written; null for nothing.</param>
    /// <exception cref="StoreUnavailableException">Others were faster every time.</exception>
    public Task<TJob> AdvanceAsync(
        string id,
        Func<TJob, TJob> move,
        CancellationToken cancellationToken,
        Action<WriteBatch, TJob, TJob>? along = null
    ) =>
        commits.CarryAsync(
            $"{list.Noun} {id}",
            async attempt =>
            {
                var job = await FindAsync(id, cancellationToken);
                var moved = move(job);
                if (ReferenceEquals(moved, job))
                    return job;
                // Several moves may be one write.
                moved = moved with
                {
                    Version = job.Version + 1,
                };
                attempt.Batch.Replace(collection, moved);
                along?.Invoke(attempt.Batch, job, moved);
                return moved;
            },
            cancellationToken
        );

    /// <summary>Stores what somebody asks of a job that they may see.</summary>
    /// <param name="along">Adds what goes with it, or refuses; null for nothing.</param>
    public Task<Verdict<TJob>> AskAsync(
        string id,
        Command command,
        Func<TJob, Command, Verdict<TJob>> move,
        CancellationToken cancellationToken,
        Func<WriteBatch, TJob, ValueTask<Verdict<TJob>>>? along = null
    ) =>
        commits.DecideAsync(
            Busy(id),
            async attempt =>
            {
                var found = await LoadAsync(id, command, cancellationToken);
                if (found.IsRefused)
                    return found;
                var asked = move(found.Value, command);
                if (along is not null && !asked.IsRefused)
                    asked = await along(attempt.Batch, asked.Value);
                if (asked.IsRefused)
                    return asked;
                if (!ReferenceEquals(asked.Value, found.Value))
                    attempt.Batch.Replace(collection, asked.Value);
                command.RecordAnswer(attempt.Batch, asked.Value);
                return asked;
            },
            cancellationToken
        );

    protected abstract Fault Busy(string id);
}
