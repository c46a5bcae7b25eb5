using KoSales.Domain.Definitions;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Definitions;

/// <summary>What all desks of definitions do alike: draft, publish, retire, delete, each with the condition
/// that nobody else was faster.</summary>
/// <param name="evict">Forgets what is known of published ones; called after every commit.</param>
public sealed class DefinitionDesk<T>(
    IDocumentStore store,
    Commits commits,
    Collection<T> collection,
    Action evict
)
    where T : Document, IDefinition<T>
{
    /// <param name="draft">With an id of its own.</param>
    public async Task<T> DraftAsync(T draft, Command command, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch().Insert(collection, draft);
        command.RecordAnswer(batch, draft);
        return await commits.TryAsync(batch, cancellationToken)
            ? draft
            : throw new InvalidOperationException($"the id {draft.Key} was given out twice");
    }

    /// <summary>Not deleted ones.</summary>
    public async ValueTask<Verdict<T>> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(collection, id, cancellationToken) is { DeletedAt: null } found
            ? found
            : Fault.NotFound("workflow", QueryFaults.Shown(id));

    /// <param name="check">The faults of the definition where it meets others; may add to the batch what is
    /// published together with it.</param>
    public Task<Verdict<T>> PublishAsync(
        string id,
        Command command,
        Func<T, WriteBatch, ValueTask<IReadOnlyList<Fault>>> check,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            command,
            async (current, batch) =>
            {
                var published = current.Publish();
                if (published.IsRefused && published.Faults[0].Kind == FaultKind.Conflict)
                    return published;
                IReadOnlyList<Fault> faults = [.. published.Faults, .. await check(current, batch)];
                if (faults.Count > 0)
                    return Verdict<T>.Refuse(faults);
                published.Value.Next(command).AddVersion(batch);
                return published;
            },
            cancellationToken
        );

    /// <param name="condition">Null when the caller does not mind which version is deleted.</param>
    public Task<Verdict<T>> DeleteAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            command,
            (current, _) =>
                new(
                    condition?.Check(id, current.Version) is { } stale
                        ? stale
                        : current.Delete(command)
                ),
            cancellationToken
        );

    /// <param name="decide">What it is to become, without the stamps of the write.</param>
    /// <param name="deleted">Whether it is a deleted one that is looked for; others are not found
    /// then.</param>
    public Task<Verdict<T>> ChangeAsync(
        string id,
        Command command,
        Func<T, WriteBatch, ValueTask<Verdict<T>>> decide,
        CancellationToken cancellationToken,
        bool deleted = false
    ) =>
        commits.DecideAsync<T>(
            Fault.Busy("workflow.busy", $"The workflow {QueryFaults.Shown(id)}"),
            async attempt =>
            {
                var current = await store.FindAsync(collection, id, cancellationToken);
                if (current is null || current.DeletedAt is not null != deleted)
                    return Fault.NotFound("workflow", QueryFaults.Shown(id));
                var decided = await decide(current, attempt.Batch);
                if (decided.IsRefused)
                    return decided;
                var next = decided.Value.Next(command);
                attempt.Batch.Replace(collection, next);
                command.RecordAnswer(attempt.Batch, next);
                attempt.WhenSettled(evict);
                return next;
            },
            cancellationToken
        );
}
