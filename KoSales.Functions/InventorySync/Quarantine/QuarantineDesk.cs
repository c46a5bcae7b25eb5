using KoSales.Domain.Customers;
using KoSales.Domain.Inbound;
using KoSales.Functions.Customers;
using KoSales.Functions.Inbound;

namespace KoSales.Functions.InventorySync.Quarantine;

/// <summary>Lets people say whom a delivery is about.</summary>
public sealed class QuarantineDesk(IDocumentStore store, Items items, InboundAdmin inbound)
{
    private const int Most = 200;

    /// <summary>Processes the delivery with what a person said of it, then the others in
    /// quarantine that are about the same.</summary>
    public async Task<Verdict<InboundDelivery>> ResolveAsync(
        string id,
        ResolveQuarantine body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            QuarantineLists.Waiting,
            Deliveries.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        var choice = await ChoiceAsync(body, found.Value, command.Actor, cancellationToken);
        if (choice.IsRefused)
            return choice.Refusal;
        var resolved = await inbound.ReplayAsync(id, choice.Value, command, cancellationToken);
        if (!resolved.IsRefused)
            await ReplayOthersAsync(found.Value, command, cancellationToken);
        return resolved;
    }

    private async ValueTask<Verdict<string>> ChoiceAsync(
        ResolveQuarantine body,
        InboundDelivery delivery,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var isNew = body.Create ?? false;
        if (isNew == body.CustomerId is not null)
            return Fault.Invalid(
                "/customer_id",
                "customer_sync.one_choice",
                "Either a customer_id or create: true is expected."
            );
        if (body.CustomerId is not { } id)
            return InboundDelivery.ANewOne;
        var customer = await items.LoadAsync(
            CustomerSpecs.List,
            CustomerStore.Collection,
            id,
            by,
            cancellationToken
        );
        if (customer.IsRefused || customer.Value.ErasedAt is not null)
            return Fault.Invalid(
                "/customer_id",
                "reference.unknown",
                "There is none that you can see."
            );
        var told = delivery.Facts.GetValueOrDefault("external_id");
        return customer.Value.ExternalId is { } known && known != told
            ? Fault.Invalid(
                "/customer_id",
                "customer_sync.known_otherwise",
                "The inventory system knows this customer under another id."
            )
            : id;
    }

    /// <summary>Once the first is processed they find the customer by its id.</summary>
    private async Task ReplayOthersAsync(
        InboundDelivery first,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (first.Lane is not { } lane)
            return;
        var others = await store.ListAsync(
            Deliveries.Collection,
            new Query(
                Deliveries.Collection,
                Filter.AllOf(QuarantineLists.Waiting.Base, Filter.Eq("lane", lane))
            )
            {
                Limit = Most,
            },
            cancellationToken
        );
        var alone = new Command(command.Actor, command.Now, command.Correlation);
        foreach (var other in others.Where(o => o.Id != first.Id))
            await inbound.ReplayAsync(other.Id, null, alone, cancellationToken);
    }
}
