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
    Commits commits,
    TimeProvider time,
    ILogger<CohortEffects> log
) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [CohortEvents.Joined, CohortEvents.Left];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = CohortEvents.Read(outboxEvent.Data!.Value);
        if (
            await store.FindAsync(Cohort.Collection, facts.CohortId, cancellationToken)
            is not { DeletedAt: null } cohort
        )
            return;
        var joined = outboxEvent.Type == CohortEvents.Joined;
        var actions = joined ? cohort.OnEnter : cohort.OnExit;
        for (var place = 0; place < actions.Count; place++)
        {
            var effect = new CohortEffect
            {
                Id =
                    $"{cohort.Key}:{outboxEvent.Entity.Id}:{facts.PeriodId}:{(joined ? "in" : "out")}:{place}",
                CohortId = cohort.Key,
                EntityId = outboxEvent.Entity.Id,
                Type = actions[place].Type,
                CreatedAt = outboxEvent.CreatedAt,
                UpdatedAt = outboxEvent.CreatedAt,
            };
            if (await store.GetAsync(CohortEffect.Collection, effect.Id, cancellationToken) is null)
                await DoAsync(actions[place], effect, (outboxEvent, facts), cancellationToken);
        }
    }

    private async Task DoAsync(
        CohortAction action,
        CohortEffect effect,
        (OutboxEvent Event, CohortFacts Facts) cause,
        CancellationToken cancellationToken
    )
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(Actor.System, now, cause.Event.Id)
        {
            AnswerRecorder = (batch, _) => batch.Insert(CohortEffect.Collection, effect),
        };
        if (action.Type is CohortActionType.Signal or CohortActionType.Webhook)
        {
            await EmitAsync(action, cause, command, cancellationToken);
            return;
        }

        var acted = await entities
            .Of(cause.Event.Entity.Type)
            .ActAsync(action, cause.Event.Entity.Id, command, cancellationToken);
        if (!acted.IsRefused && acted.Value.Recorded)
            return;
        if (acted.IsRefused && acted.Faults[0].Kind == FaultKind.Unavailable)
            throw new StoreUnavailableException(acted.Faults[0].Code);
        var refused = acted.IsRefused ? acted.Faults[0].Code : null;
        if (refused is not null)
            log.ActionRefused(effect.Id, action.Type, refused);
        await store.CommitAsync(
            new WriteBatch().InsertIfAbsent(
                CohortEffect.Collection,
                effect with
                {
                    Refused = refused,
                }
            ),
            cancellationToken
        );
    }

    private async Task EmitAsync(
        CohortAction action,
        (OutboxEvent Event, CohortFacts Facts) cause,
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
}
