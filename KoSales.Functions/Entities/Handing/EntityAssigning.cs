using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Entities.Handing;

/// <summary>The entity's own side of changes that mechanisms make. One per kind, registered as a
/// singleton.</summary>
public interface IEntityChanges<T>
    where T : Entity
{
    /// <summary>The entity with another holder, in one transaction with whatever follows; as it is when it
    /// is theirs already. Refused to who sees it only since they work a task about it.</summary>
    /// <param name="choose">Who gets it.</param>
    /// <param name="follow">Adds what goes along; not asked when nothing changes.</param>
    Task<Verdict<T>> GiveAsync(
        string id,
        Func<CancellationToken, ValueTask<Verdict<Holder>>> choose,
        Func<WriteBatch, Handover, CancellationToken, ValueTask> follow,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>The entity with other tags.</summary>
    /// <param name="change">The same list where there is nothing to change.</param>
    Task<Verdict<T>> TagAsync(
        string id,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> change,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>Whether giving it would change anything; refused as <see cref="GiveAsync"/> would be.</summary>
    Verdict<bool> WouldChange(T entity, Holder to, Command command);
}

/// <summary>Gives one entity to somebody by hand, shows what that would do, and takes it back.</summary>
public sealed class EntityAssigning<T>(
    EntitySpec<T> spec,
    IEntityChanges<T> changing,
    IDocumentStore store,
    EntitySight sight,
    EntityOwners owners,
    CascadeDesk cascade,
    Commits commits
)
    where T : Entity
{
    /// <summary>One transaction: owner, what goes along, both agents' loads, event, timeline, and the
    /// record that allows to undo it.</summary>
    public async Task<Verdict<T>> AssignAsync(
        string id,
        AssignEntity body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var policy = PolicyOf(body);
        if (policy.IsRefused)
            return policy.Refusal;
        return await changing.GiveAsync(
            id,
            token => owners.ResolveAsync(body.Wanted, spec.Noun, command, token),
            FollowAsync,
            command,
            cancellationToken
        );

        async ValueTask FollowAsync(WriteBatch batch, Handover handover, CancellationToken token)
        {
            var assigning = new Assigning(AssignmentMode.Manual, id)
            {
                Policy = policy.Value,
                Summary = $"{spec.Noun}.assigned",
            };
            var order = new HandoverOrder(assigning, command);
            await cascade.FollowAsync(batch, spec.Kind, [handover], order, token);
        }
    }

    /// <summary>Whose the entity would be and what would go along; nothing is written.</summary>
    public async Task<Verdict<AssignmentPreview>> PreviewAsync(
        string id,
        AssignEntity body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var policy = PolicyOf(body);
        if (policy.IsRefused)
            return policy.Refusal;
        if (
            await store.FindAsync(spec.Collection, id, cancellationToken)
                is not { DeletedAt: null } entity
            || !await sight.SeesAsync(command.Actor, entity, cancellationToken)
        )
            return spec.NotFound(id);
        if (!EntityScope.Sees(command.Actor, entity))
            return EntityOwners.NotYours(spec.Noun);
        var to = await owners.ResolveAsync(body.Wanted, spec.Noun, command, cancellationToken);
        if (to.IsRefused)
            return to.Refusal;
        var changes = changing.WouldChange(entity, to.Value, command);
        if (changes.IsRefused)
            return changes.Refusal;
        var handover = HandoverOf(entity, to.Value);
        var relations = changes.Value
            ? await cascade.PreviewAsync(
                spec.Kind,
                [handover],
                policy.Value,
                command,
                cancellationToken
            )
            : [];
        return AssignmentPreview.Of(
            handover,
            changes.Value,
            relations,
            await LoadsAsync(handover, cancellationToken),
            command.Actor
        );
    }

    /// <summary>Takes the last assignment by hand back, as far as nothing changed since. For whoever made
    /// it, and whoever may assign to the earlier holder.</summary>
    public async Task<Verdict<AssignmentUndone>> UndoAsync(
        string id,
        bool dryRun,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (dryRun)
        {
            using var thrownAway = new Attempt(1);
            return await UndoOnceAsync(thrownAway);
        }

        return await commits.DecideAsync(spec.Busy(id), UndoOnceAsync, cancellationToken);

        async ValueTask<Verdict<AssignmentUndone>> UndoOnceAsync(Attempt attempt)
        {
            var found = await RecordAsync(id, command.Actor, cancellationToken);
            if (found.IsRefused)
                return found.Refusal;
            var assigning = new Assigning(AssignmentMode.Manual)
            {
                Summary = $"{spec.Noun}.assignment_undone",
            };
            var undone = AssignmentUndone.Of(
                await cascade.AddUndoAsync(
                    attempt.Batch,
                    found.Value,
                    assigning,
                    command,
                    cancellationToken
                )
            );
            command.RecordAnswer(attempt.Batch, undone);
            return undone;
        }
    }

    private async ValueTask<Verdict<HandoverRecord>> RecordAsync(
        string id,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var entity = await store.FindAsync(spec.Collection, id, cancellationToken);
        var record = await store.FindAsync(HandoverRecord.Collection, id, cancellationToken);
        var isOwn = record?.CreatedBy == by.Id;
        if (entity is not { DeletedAt: null } || (!isOwn && !EntityScope.Sees(by, entity)))
            return spec.NotFound(id);
        if (record is null)
            return Fault.Conflict(
                "assignment.nothing_to_undo",
                $"There is no assignment of this {spec.Noun} that could be taken back."
            );
        return
            isOwn
            || EntityOwners.Allowed(record.Items[0].From, by, spec.Noun) is { IsRefused: false }
            ? record
            : EntityOwners.Forbidden(spec.Noun);
    }

    private async ValueTask<IReadOnlyList<AgentLoad>> LoadsAsync(
        Handover handover,
        CancellationToken cancellationToken
    )
    {
        string[] agents =
        [
            .. new[] { handover.From.OwnerId, handover.To.OwnerId }.OfType<string>().Distinct(),
        ];
        return
        [
            .. (await store.GetManyAsync(AgentLoads.Collection, agents, cancellationToken)).Select(
                AgentLoads.Collection.Read
            ),
        ];
    }

    private Verdict<CascadePolicy> PolicyOf(AssignEntity body)
    {
        var policy = body.Cascade?.ToPolicy() ?? CascadePolicy.Default;
        Fault[] faults = [.. cascade.Faults(spec.Kind, policy)];
        return faults.Length == 0 ? policy : Verdict<CascadePolicy>.Refuse(faults);
    }

    private static Handover HandoverOf(T entity, Holder to) =>
        new(entity.Key, entity.Version, new Holder(entity.OwnerId, entity.TeamId), to);
}
