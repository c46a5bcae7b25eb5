using KoSales.Domain.Fields;
using KoSales.Domain.Orders;
using KoSales.Domain.Places;
using KoSales.Domain.Timeline;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Orders;

/// <summary>Who asks for a change of which order.</summary>
public sealed record DraftOrderCall(string Id, Command Command)
{
    /// <summary>Null when the caller does not mind which version it is.</summary>
    public IfMatch? IfMatch { get; init; }
}

/// <summary>Carries decisions about orders through: load within scope, decide, tell the deal's timeline and
/// whoever listens, commit, and again when somebody was faster.</summary>
public sealed class DraftOrderWriter(Items items, IDocumentStore store, Commits commits)
{
    private static Fault Busy(string id) =>
        Fault.Busy("draft_order.busy", $"The draft order {QueryFaults.Shown(id)}");

    public Task<Verdict<DraftOrder>> DecideAsync(
        DraftOrderCall call,
        Func<DraftOrder, ValueTask<Verdict<DraftOrderFact>>> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Busy(call.Id),
            async attempt =>
            {
                var found = await items.LoadAsync(
                    DraftOrderLists.Orders,
                    DraftOrderStore.Collection,
                    call.Id,
                    call.IfMatch,
                    call.Command.Actor,
                    cancellationToken
                );
                if (found.IsRefused)
                    return found;
                var decided = await decide(found.Value);
                if (decided.IsRefused)
                    return decided.Refusal;
                Add(attempt.Batch, found.Value, decided.Value, call.Command);
                call.Command.RecordAnswer(attempt.Batch, decided.Value.Order);
                return decided.Value.Order;
            },
            cancellationToken
        );

    /// <summary>What the inventory system says, whoever sees the order, and whether its deal is still
    /// there. Null when there is no such order.</summary>
    public Task<DraftOrder?> HearAsync(
        string id,
        Func<DraftOrder, DraftOrderFact> decide,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync<DraftOrder?>(
            $"the draft order {id}",
            async attempt =>
            {
                var order = await store.FindAsync(
                    DraftOrderStore.Collection,
                    id,
                    cancellationToken
                );
                if (order is null)
                    return null;
                var fact = decide(order);
                Add(attempt.Batch, order, fact, command);
                return fact.Order;
            },
            cancellationToken
        );

    private static void Add(
        WriteBatch batch,
        DraftOrder before,
        DraftOrderFact fact,
        Command command
    )
    {
        if (fact.IsNothing)
            return;
        batch
            .Replace(DraftOrderStore.Collection, fact.Order)
            .Emit(command, OrderEvents.Of(fact))
            .Insert(Activities.Collection, EntryOf(before, fact, command));
    }

    private static TimelineEntry EntryOf(DraftOrder before, DraftOrderFact fact, Command command) =>
        Activities.Entry(command, fact.Order.EntityRef, TimelineKind.Order, fact.Type) with
        {
            Changes =
                before.Status == fact.Order.Status
                    ? []
                    :
                    [
                        new FieldChange(
                            "status",
                            WireNames<DraftOrderStatus>.Of(before.Status),
                            WireNames<DraftOrderStatus>.Of(fact.Order.Status)
                        ),
                    ],
            Refs = new Dictionary<string, string> { [OrderTimeline.Ref] = fact.Order.Key },
            Reason = fact.Reason,
        };
}

/// <summary>An order's part of its deal's timeline.</summary>
internal static class OrderTimeline
{
    /// <summary>Where an entry names the order that it is about.</summary>
    public const string Ref = "draft_order_id";

    public static Filter Of(DraftOrder order) =>
        Filter.AllOf(Filter.Eq("entity.id", order.DealId), Filter.Eq($"refs.{Ref}", order.Key));
}

/// <summary>What people do with orders.</summary>
public sealed class DraftOrderDesk(
    DraftOrderWriter writer,
    TaskSubjects subjects,
    IOrderLicences licences
)
{
    private const string ShippingAddress = "shipping_address";

    public Task<Verdict<DraftOrder>> EditAsync(
        DraftOrderCall call,
        PatchRequest<EditDraftOrder> request,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            async order =>
            {
                var checks = new FieldChecks();
                var correction = Corrected(order, request, checks);
                Fault[] faults =
                [
                    .. checks.Faults,
                    .. await ReferenceFaultsAsync(order, correction, call, cancellationToken),
                ];
                return faults.Length > 0
                    ? Verdict<DraftOrderFact>.Refuse(faults)
                    : order.Correct(correction, call.Command);
            },
            cancellationToken
        );

    /// <summary>Refused while the buyer lacks a licence, also where it was there when the order was made;
    /// managers cannot force it.</summary>
    public Task<Verdict<DraftOrder>> SubmitAsync(
        DraftOrderCall call,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            async order =>
            {
                var today = CompanyDay.Of(call.Command.Now);
                var checkedNow = await licences.CheckAsync(order, today, cancellationToken);
                return order.Submit(checkedNow, call.Command);
            },
            cancellationToken
        );

    public Task<Verdict<DraftOrder>> CancelAsync(
        DraftOrderCall call,
        CancellationToken cancellationToken
    ) => writer.DecideAsync(call, order => new(order.Cancel(call.Command)), cancellationToken);

    private static OrderCorrection Corrected(
        DraftOrder order,
        PatchRequest<EditDraftOrder> request,
        FieldChecks checks
    )
    {
        var (patch, edit) = (request.Patch, request.Edit);
        return new OrderCorrection(
            patch.Has(ShippingAddress) ? Merged(order, request, checks) : order.ShippingAddress,
            patch.Has("contact_id") ? edit.ContactId : order.ContactId,
            patch.Has("customer_id") ? edit.CustomerId : order.CustomerId,
            (edit.Items ?? [])
                .GroupBy(i => i.Line)
                .ToDictionary(g => g.Key, g => g.Last().Sku.Trim())
        );
    }

    /// <summary>A merge patch reaches into objects: members that it leaves out stay.</summary>
    private static BusinessAddress? Merged(
        DraftOrder order,
        PatchRequest<EditDraftOrder> request,
        FieldChecks checks
    )
    {
        if (request.Edit.ShippingAddress is not { } given)
            return null;
        var read = BusinessAddress.Read(given, "/" + ShippingAddress, checks);
        var patch = request.Patch.Body.GetProperty(ShippingAddress);
        var before = order.ShippingAddress ?? new BusinessAddress();
        return before.With(read, member => patch.TryGetProperty(member, out _)).OrNull();
    }

    private async ValueTask<IReadOnlyList<Fault>> ReferenceFaultsAsync(
        DraftOrder order,
        OrderCorrection correction,
        DraftOrderCall call,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [];
        if (correction.ContactId is { } contact && contact != order.ContactId)
            await FindAsync(EntityKind.Contact, contact, "/contact_id");
        if (correction.CustomerId is { } customer && customer != order.CustomerId)
            await FindAsync(EntityKind.Customer, customer, "/customer_id");
        return faults;

        async ValueTask FindAsync(EntityKind kind, string id, string pointer)
        {
            var named = new EntityRef(kind, id);
            if (await subjects.FindAsync(named, call.Command.Actor, cancellationToken) is null)
                faults.Add(
                    Fault.Invalid(
                        pointer,
                        "draft_order.reference_not_found",
                        "There is no such record that you can see."
                    )
                );
        }
    }
}
