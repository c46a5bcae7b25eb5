using KoSales.Domain.Access;
using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks;
using NodaTime;

namespace KoSales.Functions.Sla;

/// <summary>Stops a lead's first-response clock: the first call, message or e-mail that was completed. Written once, so redelivery changes nothing.</summary>
public sealed class FirstResponse(IDocumentStore store) : IEventHandler
{
    private const string Field = "first_response_at";

    public IReadOnlyCollection<string> Types { get; } = [TaskEvents.Closed];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = TaskJournal.Read(outboxEvent.Data!.Value);
        if (outboxEvent.Entity.Type != EntityKind.Lead || facts is not { Status: TaskState.Done, Type: TaskType.Call or TaskType.WhatsApp or TaskType.Email }) return;
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        var unanswered = Filter.AllOf(Filter.Eq("id", outboxEvent.Entity.Id), Filter.Missing(Field));
        var answered = new Patch(command.Now, command.Actor.Id) { Set = new Dictionary<string, string?> { [Field] = $"\"{InstantConverter.Write(command.Now)}\"" } };
        var batch = new WriteBatch()
            .Patch(LeadStore.Collection, unanswered, answered, expected: 1)
            .Emit(command, new OutboxFact("lead.updated", outboxEvent.Entity) { Changed = [Field] }, Duration.Zero);
        await store.CommitAsync(batch, cancellationToken);
    }
}
