using KoSales.Domain.Access;
using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Sla;

/// <summary>Stops a lead's first-response clock: the first call, message or e-mail that was completed. Written once, so redelivery changes nothing.</summary>
public sealed class FirstResponse(IDocumentStore store) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [TaskEvents.Closed];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = TaskJournal.Read(outboxEvent.Data!.Value);
        if (outboxEvent.Entity.Type != EntityKind.Lead || facts is not { Status: TaskState.Done, Type: TaskType.Call or TaskType.WhatsApp or TaskType.Email }) return;
        var unanswered = Filter.AllOf(Filter.Eq("id", outboxEvent.Entity.Id), Filter.Missing("first_response_at"));
        var at = outboxEvent.CreatedAt;
        var answered = new Patch(at, Actor.System.Id) { Set = new Dictionary<string, string?> { ["first_response_at"] = $"\"{InstantConverter.Write(at)}\"" } };
        await store.CommitAsync(new WriteBatch().Patch(LeadStore.Collection, unanswered, answered), cancellationToken);
    }
}
