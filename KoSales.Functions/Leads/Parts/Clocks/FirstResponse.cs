using KoSales.Domain.Leads;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Outbox;
using KoSales.Functions.Scoring;
using KoSales.Functions.Tasks;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads.Parts.Clocks;

/// <summary>Stops a lead's first-response clock: the first call, message or e-mail that was completed.
/// Written once, so redelivery changes nothing.</summary>
public sealed class FirstResponse(
    IDocumentStore store,
    LeadClocks clocks,
    ScoreCardCache scores,
    Commits commits
) : IEventHandler
{
    private static readonly string[] Touched = ["first_response_at"];

    public IReadOnlyCollection<string> Types { get; } = [TaskEvents.Closed];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = TaskJournal.Read(outboxEvent.Data!.Value);
        if (
            outboxEvent.Entity.Type != EntityKind.Lead
            || facts
                is not {
                    Status: TaskState.Done,
                    Type: TaskType.Call or TaskType.WhatsApp or TaskType.Email
                }
        )
            return;
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        await commits.CarryAsync(
            $"the first response of lead {outboxEvent.Entity.Id}",
            attempt => NoteAsync(attempt.Batch, outboxEvent.Entity, command, cancellationToken),
            cancellationToken
        );
    }

    private async ValueTask NoteAsync(
        WriteBatch batch,
        EntityRef entity,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(LeadStore.Collection, entity.Id, cancellationToken)
            is not { FirstResponseAt: null } lead
        )
            return;
        var answered = await clocks.RespondAsync(lead, command.Now, cancellationToken) with
        {
            Version = lead.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        answered = (await scores.CurrentAsync(cancellationToken)).Rescore(
            answered,
            Touched,
            command.Now
        );
        batch
            .Replace(LeadStore.Collection, answered)
            .Emit(command, new OutboxFact("lead.updated", entity) { Changed = Touched });
    }
}
