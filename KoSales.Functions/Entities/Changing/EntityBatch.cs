using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Entities.Changing;

/// <summary>What a batch does with the entities of one kind.</summary>
public sealed class EntityBatch<T, TCreate, TEdit>(
    EntityLife<T> life,
    EntityIntake<T> intake,
    EntityDesk<T> desk
) : IBatchedRecords<TCreate, TEdit>
    where T : Entity
    where TCreate : class, INewEntity
    where TEdit : class
{
    public async ValueTask<Verdict<string>> CreateAsync(
        TCreate body,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var (command, input) = (scope.Command, EntityInputs.Of(life.Spec.Fields, body));
        return IdOf(
            scope.Shared is { } batch
                ? await intake.PrepareAsync(batch, input, command, cancellationToken)
                : await intake.CreateAsync(input, command, cancellationToken)
        );
    }

    public async ValueTask<Verdict<string>> EditAsync(
        string id,
        PatchRequest<TEdit> patch,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var about = new EntityCall<T>(id, scope.Command) { IfMatch = patch.Patch.IfMatch };
        return scope.Shared is { } batch
            ? IdOf(await desk.PrepareEditAsync(batch, about, InputFor, cancellationToken))
            : IdOf(await desk.EditAsync(about, InputFor, cancellationToken));

        EntityInput InputFor(T entity) => EntityInputs.Of(life.Spec.Fields, patch, entity);
    }

    public async ValueTask<Verdict<string>> DeleteAsync(
        string id,
        IfMatch? ifMatch,
        BatchScope scope,
        CancellationToken cancellationToken
    )
    {
        var about = new EntityCall<T>(id, scope.Command) { IfMatch = ifMatch };
        return IdOf(
            scope.Shared is { } batch
                ? await desk.PrepareDeleteAsync(batch, about, cancellationToken)
                : await desk.DeleteAsync(about, cancellationToken)
        );
    }

    private static Verdict<string> IdOf(Verdict<EntityTaken<T>> taken) =>
        taken.IsRefused ? taken.Refusal : taken.Value.Entity.Key;

    private static Verdict<string> IdOf(Verdict<T> entity) =>
        entity.IsRefused ? entity.Refusal : entity.Value.Key;
}
