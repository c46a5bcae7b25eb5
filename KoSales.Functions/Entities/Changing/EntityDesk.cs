using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Functions.Agents;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Entities.Changing;

/// <summary>What people do with the entities that are there.</summary>
public sealed class EntityDesk<T>(
    EntityLife<T> life,
    EntityWriter<T> writer,
    EntityReferences<T> references,
    CustomFieldCache customFields,
    Availability availability
)
    where T : Entity
{
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
            var checks = new FieldChecks();
            var fact = await EditOfAsync(entity, input(entity), checks, call.Command, token);
            warnings = checks.Warnings;
            return fact;
        }
    }

    public Task<Verdict<T>> DeleteAsync(EntityCall<T> call, CancellationToken cancellationToken) =>
        writer.DecideAsync(
            call,
            (entity, _, _) => new(life.Decisions.Delete(entity, call.Command)),
            cancellationToken
        );

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

    private async ValueTask<Verdict<EntityFact<T>>> EditOfAsync(
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
        checks.Faults.AddRange(
            await references.FaultsAsync(after, entity, command.Actor, cancellationToken)
        );
        return checks.Faults.Count == 0
            ? life.Decisions.Edit(entity, after, command)
            : Verdict<EntityFact<T>>.Refuse(checks.Faults);
    }
}
