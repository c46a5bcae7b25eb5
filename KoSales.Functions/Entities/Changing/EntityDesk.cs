using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Functions.Agents;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Entities.Changing;

/// <summary>What people do with the entities that are there.</summary>
public sealed class EntityDesk<T>(
    EntityLife<T> life,
    EntityWriter<T> writer,
    EntityReferences<T> references,
    CustomFieldCache customFields,
    Availability availability,
    IEnumerable<IDeletionGuard> guards,
    IPersonalSide<T>? personal = null
)
    where T : Entity
{
    private readonly IDeletionGuard[] _guards = [.. guards.Where(g => g.Kind == life.Spec.Kind)];

    /// <param name="input">What the patch gives; its custom fields are those that the entity had with the
    /// patch over them.</param>
    public async Task<Verdict<EntityTaken<T>>> EditAsync(
        EntityCall<T> call,
        Func<T, EntityInput> input,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<FieldWarning> warnings = [];
        EntityTaken<T> Taken(T entity) => new(entity, warnings);
        var edited = await writer.DecideAsync(
            call with
            {
                Result = Taken,
            },
            DecideAsync,
            cancellationToken
        );
        return edited.IsRefused ? edited.Refusal : Taken(edited.Value);

        async ValueTask<Verdict<EntityFact<T>>> DecideAsync(
            T entity,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var edit = await EditOf(batch, entity, input(entity), call.Command, token);
            if (edit.IsRefused)
                return edit.Refusal;
            warnings = edit.Value.Warnings;
            return edit.Value.Fact;
        }
    }

    /// <summary>Adds an edit to a batch that others share.</summary>
    public ValueTask<Verdict<T>> PrepareEditAsync(
        WriteBatch batch,
        EntityCall<T> call,
        Func<T, EntityInput> input,
        CancellationToken cancellationToken
    )
    {
        return writer.PrepareAsync(batch, call, DecideAsync, cancellationToken);

        async ValueTask<Verdict<EntityFact<T>>> DecideAsync(
            T entity,
            WriteBatch into,
            CancellationToken token
        )
        {
            var edit = await EditOf(into, entity, input(entity), call.Command, token);
            return edit.IsRefused ? edit.Refusal : edit.Value.Fact;
        }
    }

    /// <summary>Refused while something about it is under way (<see cref="IDeletionGuard"/>).</summary>
    public Task<Verdict<T>> DeleteAsync(EntityCall<T> call, CancellationToken cancellationToken) =>
        writer.DecideAsync(ForDeleting(call), Deleting(call.Command), cancellationToken);

    /// <summary>Adds a deletion to a batch that others share.</summary>
    public ValueTask<Verdict<T>> PrepareDeleteAsync(
        WriteBatch batch,
        EntityCall<T> call,
        CancellationToken cancellationToken
    ) => writer.PrepareAsync(batch, ForDeleting(call), Deleting(call.Command), cancellationToken);

    /// <summary>The owner has it again, or the team's pool when the owner is given no work by now.</summary>
    public Task<Verdict<T>> RestoreAsync(EntityCall<T> call, CancellationToken cancellationToken) =>
        writer.DecideAsync(
            call with
            {
                OfDeleted = true,
            },
            async (entity, _, token) =>
                life.Decisions.Restore(
                    entity,
                    await availability.OrPoolAsync(
                        new Holder(entity.OwnerId, entity.TeamId),
                        call.Command.Now,
                        token
                    ),
                    call.Command
                ),
            cancellationToken
        );

    private static EntityCall<T> ForDeleting(EntityCall<T> call) =>
        call with
        {
            MayBeErased = true,
            ForPlacersOnly = true,
        };

    private DecideEntity<T> Deleting(Command command) =>
        async (entity, batch, token) =>
        {
            foreach (var guard in _guards)
            {
                if (await guard.ObjectionAsync(batch, entity.Ref, command, token) is { } fault)
                    return fault;
            }

            return life.Decisions.Delete(entity, command);
        };

    private async ValueTask<Verdict<EntityEdit>> EditOf(
        WriteBatch batch,
        T entity,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var checks = new FieldChecks();
        var after = await CheckAsync(entity, input, checks, command, cancellationToken);
        if (checks.Faults.Count > 0)
            return Verdict<EntityEdit>.Refuse(checks.Faults);
        var edited = await EditedAsync(batch, entity, after, input, command, cancellationToken);
        return edited.IsRefused ? edited.Refusal : new EntityEdit(edited.Value, checks.Warnings);
    }

    /// <summary>The fields as they will be, with every fault noted.</summary>
    private async ValueTask<T> CheckAsync(
        T entity,
        EntityInput input,
        FieldChecks checks,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var custom = await customFields.OfAsync(life.Spec.Kind, cancellationToken);
        var after = life.Spec.Fields.Change(entity, input.Fields, checks);
        var values = custom.CheckEdit(input.Custom, entity.Custom, checks.Faults);
        if (!ReferenceEquals(values, entity.Custom))
            after = (T)(after with { Custom = checks.ShownTexts(values) });
        personal?.Check(after, input, checks, command);
        checks.Faults.AddRange(
            await references.FaultsAsync(after, entity, command.Actor, cancellationToken)
        );
        return after;
    }

    private async ValueTask<Verdict<EntityFact<T>>> EditedAsync(
        WriteBatch batch,
        T before,
        T after,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (personal is null)
            return life.Decisions.Edit(before, after, command);
        var changed = await personal.ChangeAsync(
            batch,
            before,
            after,
            input,
            command,
            cancellationToken
        );
        return changed.IsRefused
            ? changed.Refusal
            : life.Decisions.Edit(before, changed.Value, command);
    }

    private sealed record EntityEdit(EntityFact<T> Fact, IReadOnlyList<FieldWarning> Warnings);
}
