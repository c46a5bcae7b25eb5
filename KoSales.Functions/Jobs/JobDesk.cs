using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>What people do to jobs, and what the orchestrations that carry them out report.</summary>
public sealed class JobDesk(IDocumentStore store, Items items)
{
    // Parts of a running job report many times a second; a person's wish must get in between.
    private const int Attempts = 50;
    private const int FirstFaults = 20;

    public Task<Verdict<Job>> PauseAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Pause(command), cancellationToken);

    public Task<Verdict<Job>> ResumeAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Resume(command), cancellationToken);

    public Task<Verdict<Job>> CancelAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Cancel(command), cancellationToken);

    public async ValueTask<Job> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Job.Collection, id, cancellationToken)
        ?? throw new InvalidOperationException($"there is no job {id}");

    /// <summary>Moves a job on behalf of its orchestration. Not written when the move gives the same job
    /// back.</summary>
    public async Task<Job> AdvanceAsync(
        string id,
        Func<Job, Job> move,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
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
            if (
                (
                    await store.CommitAsync(
                        new WriteBatch().Replace(Job.Collection, moved),
                        cancellationToken
                    )
                ).IsCommitted
            )
                return moved;
        }

        throw new StoreUnavailableException($"job {id} changes too fast to be written");
    }

    /// <summary>The end that the counts call for, with the first faults for whoever only looks at the
    /// job.</summary>
    public async Task<Job> FinishAsync(string id, Instant now, CancellationToken cancellationToken)
    {
        var faults = new List<RowFault>();
        await foreach (var chunk in FaultyChunksAsync(JobId.Of(id), cancellationToken))
        {
            faults.AddRange(chunk.Faults.Take(FirstFaults - faults.Count));
            if (faults.Count == FirstFaults)
                break;
        }

        return await AdvanceAsync(
            id,
            job =>
                job.HasEnded
                    ? job
                    : job.Finish(now) with
                    {
                        FirstErrors = faults.Count > 0 ? faults : null,
                    },
            cancellationToken
        );
    }

    /// <summary>The chunks in which rows failed, in file order.</summary>
    public IAsyncEnumerable<JobChunk> FaultyChunksAsync(
        JobId job,
        CancellationToken cancellationToken
    ) =>
        store.StreamAsync(
            JobChunk.Collection,
            Filter.AllOf(
                Filter.Eq("job_id", job.Value),
                new Filter.Condition("failed", FilterOperator.Gt, new FilterValue.Number(0))
            ),
            cancellationToken
        );

    private async Task<Verdict<Job>> AskAsync(
        string id,
        Command command,
        Func<Job, Verdict<Job>> wish,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await items.LoadAsync(
                JobList.Spec,
                Job.Collection,
                id,
                command.Actor,
                cancellationToken
            );
            if (found.IsRefused)
                return found;
            var asked = wish(found.Value);
            if (asked.IsRefused)
                return asked;
            var batch = new WriteBatch();
            if (!ReferenceEquals(asked.Value, found.Value))
                batch.Replace(Job.Collection, asked.Value);
            command.Seal(batch, asked.Value);
            if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                return asked;
        }

        return Fault.Conflict("job.busy", $"Job {id} is changing too fast right now; try again.");
    }
}
