using System.Text.Json.Serialization;
using KoSales.Domain.Cohorts;
using KoSales.Functions.Outbox;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Cohorts.Actions;

/// <summary>Does what a cohort asks for when an entity joins or leaves: each action once per membership period, however
/// often the event comes.</summary>
public sealed class CohortEffects(
    IDocumentStore store,
    CohortEntities entities,
    CohortChecks checks,
    Commits commits,
    TimeProvider time,
    ILogger<CohortEffects> log
) : IEventHandler
{
    private static readonly Fault OutOfReach = new(
        FaultKind.Forbidden,
        "cohort.out_of_reach",
        "The record is not of the cohort's team."
    );

    public IReadOnlyCollection<string> Types { get; } = [CohortEvents.Joined, CohortEvents.Left];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = CohortEvents.Read(outboxEvent.Data!.Value);
        var cohort = await store.FindAsync(Cohort.Collection, facts.CohortId, cancellationToken);
        if (cohort is not { DeletedAt: null })
            return;
        var cause = new Cause(outboxEvent, facts);
        var actions = cause.IsJoin ? cohort.OnEnter : cohort.OnExit;
        for (var place = 0; place < actions.Count; place++)
        {
            var effect = EffectOf(cohort, cause, place, actions[place]);
            if (await store.GetAsync(CohortEffect.Collection, effect.Id, cancellationToken) is null)
                await DoAsync(cohort, actions[place], effect, cause, cancellationToken);
        }
    }

    private static CohortEffect EffectOf(Cohort cohort, Cause cause, int place, CohortAction action)
    {
        var (entityId, side) = (cause.Event.Entity.Id, cause.IsJoin ? "in" : "out");
        return new CohortEffect
        {
            Id = $"{cohort.Key}:{entityId}:{cause.Facts.PeriodId}:{side}:{place}",
            CohortId = cohort.Key,
            EntityId = entityId,
            Type = action.Type,
            CreatedAt = cause.Event.CreatedAt,
            UpdatedAt = cause.Event.CreatedAt,
        };
    }

    private async Task DoAsync(
        Cohort cohort,
        CohortAction action,
        CohortEffect effect,
        Cause cause,
        CancellationToken cancellationToken
    )
    {
        var command = CommandFor(cohort, effect, cause);
        if (!await ReachesAsync(command.Actor, cause, cancellationToken))
        {
            await KeepRefusalAsync(effect, OutOfReach, cancellationToken);
            return;
        }

        if (action.Type is CohortActionType.Signal or CohortActionType.Webhook)
        {
            await EmitAsync(action, cause, command, cancellationToken);
            return;
        }

        var (kind, id) = (cause.Event.Entity.Type, cause.Event.Entity.Id);
        var acted = await entities.Of(kind).ActAsync(action, id, command, cancellationToken);
        if (acted.IsRefused)
            await KeepRefusalAsync(effect, acted.Faults[0], cancellationToken);
        else if (!acted.Value.Recorded)
            await KeepAsync(effect, cancellationToken);
    }

    private async ValueTask<bool> ReachesAsync(
        Actor actor,
        Cause cause,
        CancellationToken cancellationToken
    )
    {
        if (actor.Is(Role.Admin))
            return true;
        var (kind, id) = (cause.Event.Entity.Type, cause.Event.Entity.Id);
        return (await checks.VisibleAsync(kind, [id], actor, cancellationToken)).Count > 0;
    }

    /// <summary>What is done by it records the effect in the same transaction.</summary>
    private Command CommandFor(Cohort cohort, CohortEffect effect, Cause cause)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return new Command(cohort.ActsAs, now, cause.Event.Id)
        {
            AnswerRecorder = (batch, _) => batch.Insert(CohortEffect.Collection, effect),
        };
    }

    private async Task KeepRefusalAsync(
        CohortEffect effect,
        Fault fault,
        CancellationToken cancellationToken
    )
    {
        if (fault.Kind == FaultKind.Unavailable)
            throw new StoreUnavailableException(fault.Code);
        log.ActionRefused(effect.Id, effect.Type, fault.Code);
        await KeepAsync(effect with { Refused = fault.Code }, cancellationToken);
    }

    private async Task KeepAsync(CohortEffect effect, CancellationToken cancellationToken) =>
        await store.CommitAsync(
            new WriteBatch().InsertIfAbsent(CohortEffect.Collection, effect),
            cancellationToken
        );

    private async Task EmitAsync(
        CohortAction action,
        Cause cause,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var type =
            action.Type == CohortActionType.Signal ? CohortEvents.Signal : CohortEvents.Webhook;
        var data = CohortEvents.Data(cause.Facts with { Name = action.Name });
        var batch = new WriteBatch().Emit(
            command,
            new OutboxFact(type, cause.Event.Entity) { Data = data }
        );
        command.RecordAnswer(batch, action);
        await commits.TryAsync(batch, cancellationToken);
    }

    /// <summary>The event of joining or leaving, read.</summary>
    private sealed record Cause(OutboxEvent Event, CohortFacts Facts)
    {
        public bool IsJoin => Event.Type == CohortEvents.Joined;
    }
}

/// <summary>An action that was done, or rightly refused, for one entity that joined or left; written in the
/// action's own transaction.</summary>
public sealed record CohortEffect : Document
{
    /// <summary>90 days; events are set aside long before.</summary>
    private const int KeptSeconds = 90 * 24 * 3600;

    public static readonly Collection<CohortEffect> Collection = new(
        "cohort_effects",
        () => new CohortEffectJson(DocumentJson.NewOptions()).CohortEffect,
        new IndexSpec("cohort_effects_entity", "entity_id"),
        new IndexSpec("cohort_effects_created", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    /// <summary><c>{cohort}:{entity}:{stay}:{in or out}:{place of the action}</c>.</summary>
    public required string Id { get; init; }

    public required string CohortId { get; init; }

    public required string EntityId { get; init; }

    public required CohortActionType Type { get; init; }

    /// <summary>The code of the fault for which it was refused; null when it was done.</summary>
    public string? Refused { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(CohortEffect))]
internal sealed partial class CohortEffectJson : JsonSerializerContext;
