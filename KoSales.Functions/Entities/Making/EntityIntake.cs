using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Entities.Making;

/// <summary>An entity after a write.</summary>
/// <param name="Warnings">What was odd but accepted.</param>
public sealed record EntityTaken<T>(T Entity, IReadOnlyList<FieldWarning> Warnings)
    where T : Entity;

/// <summary>Makes new entities of what was given: the fields of their table, custom fields, a
/// pipeline.</summary>
public sealed class EntityIntake<T>(
    EntityLife<T> life,
    IdAllocator ids,
    EntityWriter<T> writer,
    EntityReferences<T> references,
    EntityWorkflows<T> workflows,
    PipelineStarts starts,
    CustomFieldCache customFields,
    IPersonalSide<T>? personal = null
)
    where T : Entity
{
    private EntitySpec<T> Spec => life.Spec;

    /// <summary>One transaction: the entity, its pipeline with the tasks of its first stage, event and
    /// timeline. Every fault at once.</summary>
    public async Task<Verdict<EntityTaken<T>>> CreateAsync(
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = await DraftAsync(input, command, cancellationToken);
        if (draft.IsRefused)
            return draft.Refusal;
        var warnings = draft.Value.Warnings;
        EntityTaken<T> Taken(T entity) => new(entity, warnings);
        var created = await writer.CreateAsync(MakeAsync, Taken, command, cancellationToken);
        return created.IsRefused ? created.Refusal : Taken(created.Value);

        async ValueTask<Verdict<EntityFact<T>>> MakeAsync(WriteBatch batch)
        {
            var kept = await KeptAsync(batch, draft.Value, command, cancellationToken);
            warnings = kept.Warnings;
            return await MadeAsync(
                batch,
                kept.Entity,
                input.WorkflowId,
                command,
                cancellationToken
            );
        }
    }

    /// <summary>The same without committing: adds the writes to a batch that others share. A unique key that
    /// is taken then refuses the whole batch.</summary>
    public async ValueTask<Verdict<EntityTaken<T>>> PrepareAsync(
        WriteBatch batch,
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = await DraftAsync(input, command, cancellationToken);
        if (draft.IsRefused)
            return draft.Refusal;
        var kept = await KeptAsync(batch, draft.Value, command, cancellationToken);
        var fact = await MadeAsync(
            batch,
            kept.Entity,
            input.WorkflowId,
            command,
            cancellationToken
        );
        await writer.AddNewAsync(batch, fact, command, cancellationToken);
        return kept with { Entity = fact.Entity };
    }

    /// <summary>Adds to a batch that others share a new entity that has its number and was checked: with its
    /// pipeline, event and timeline. What personal data it shows is in the vault already.</summary>
    public async ValueTask<T> AddAsync(
        WriteBatch batch,
        T made,
        Holder holder,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var start = new WantedStart<T>(made, null);
        var fact = await StartedAsync(batch, start, holder, command, cancellationToken);
        await writer.AddNewAsync(batch, fact, command, cancellationToken);
        return fact.Entity;
    }

    /// <summary>Checked and numbered, or every fault at once.</summary>
    private async ValueTask<Verdict<Draft>> DraftAsync(
        EntityInput input,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var checks = new FieldChecks();
        var fields = await CheckAsync(input, checks, command, cancellationToken);
        if (checks.Faults.Count > 0)
            return Verdict<Draft>.Refuse(checks.Faults);
        var made = await life.Numbered(fields, ids, cancellationToken);
        return new Draft(made, input, checks.Warnings);
    }

    /// <summary>With its personal data in the vault, and all that was odd.</summary>
    private async ValueTask<EntityTaken<T>> KeptAsync(
        WriteBatch batch,
        Draft draft,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (personal is null)
            return new EntityTaken<T>(draft.Made, draft.Warnings);
        var kept = await personal.KeepAsync(
            batch,
            draft.Made,
            draft.Input,
            command,
            cancellationToken
        );
        return kept with { Warnings = [.. draft.Warnings, .. kept.Warnings] };
    }

    /// <summary>The fields as they will be, with every fault noted.</summary>
    public async ValueTask<T> CheckAsync(
        EntityInput input,
        FieldChecks checks,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var custom = await customFields.OfAsync(Spec.Kind, cancellationToken);
        var fields = Spec.Fields.Create(life.Blank, input.Fields, checks);
        var values = checks.ShownTexts(custom.Check(input.Custom, checks.Faults));
        checks.Faults.AddRange(custom.MissingIn(values));
        personal?.Check(fields, input, checks, command);
        checks.Faults.AddRange(
            await references.FaultsAsync(fields, null, command.Actor, cancellationToken)
        );
        if (await WorkflowFaultAsync(input, cancellationToken) is { } unknown)
            checks.Faults.Add(unknown);
        return (T)(fields with { Custom = values });
    }

    private ValueTask<Fault?> WorkflowFaultAsync(
        EntityInput input,
        CancellationToken cancellationToken
    ) =>
        Spec.Pipeline is null
            ? new((Fault?)null)
            : workflows.FaultAsync(input.WorkflowId, cancellationToken);

    private ValueTask<EntityFact<T>> MadeAsync(
        WriteBatch batch,
        T made,
        string? workflowId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var start = new WantedStart<T>(made, workflowId);
        return StartedAsync(batch, start, HolderOf(command.Actor), command, cancellationToken);
    }

    private async ValueTask<EntityFact<T>> StartedAsync(
        WriteBatch batch,
        WantedStart<T> wanted,
        Holder holder,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var fact = life.Decisions.Create(wanted.Entity, holder, command);
        return Spec.Pipeline is null
            ? fact
            : fact with
            {
                Entity = await BeginAsync(
                    batch,
                    wanted with
                    {
                        Entity = fact.Entity,
                    },
                    command,
                    cancellationToken
                ),
            };
    }

    /// <summary>On its pipeline; as it is where there is no workflow for it.</summary>
    private async ValueTask<T> BeginAsync(
        WriteBatch batch,
        WantedStart<T> wanted,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await workflows.OfAsync([wanted], command.Now, cancellationToken);
        if (found[0] is not { } definition)
            return wanted.Entity;
        var starting = new StartingEntity(
            wanted.Entity,
            await starts.NextIdAsync(Spec.Pipeline!.Value, cancellationToken),
            definition,
            definition.Initial
        );
        var started = await starts.AddAsync(batch, [starting], command, cancellationToken);
        return EntityDecisions<T>.Started(wanted.Entity, started[0], definition.Initial, null);
    }

    /// <summary>Whoever sells owns what they make; what others bring in waits in their team's pool.</summary>
    private static Holder HolderOf(Actor actor) =>
        actor.Is(Role.Agent) || actor.Is(Role.Manager)
            ? new Holder(actor.Id, actor.TeamId)
            : new Holder(null, actor.TeamId);

    /// <param name="Made">Without its personal data.</param>
    private sealed record Draft(T Made, EntityInput Input, IReadOnlyList<FieldWarning> Warnings);
}
