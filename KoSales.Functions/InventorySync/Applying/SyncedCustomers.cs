using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Domain.Assignment;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Inbound;
using KoSales.Domain.InventorySync;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Timeline;
using KoSales.Functions.Customers;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Personal;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.InventorySync.Applying;

/// <summary>A change of a customer by sync.</summary>
/// <param name="Customer">Null where there is none.</param>
/// <param name="IsNew">The account had no customer before: one is linked, or made where there is
/// none.</param>
public sealed record CustomerChange(
    Customer? Customer,
    bool IsNew,
    ShownAccount Shown,
    AccountChange Account
);

/// <param name="CustomerId">Null while there is none.</param>
/// <param name="Changed">Paths of the members that differed.</param>
public sealed record WrittenCustomer(string? CustomerId, IReadOnlyList<string> Changed)
{
    public bool IsMade { get; init; }
}

/// <summary>Makes and changes customers as the inventory system tells: by the same table, vault,
/// event and timeline as those that people make.</summary>
public sealed class SyncedCustomers(
    EntityLife<Customer> life,
    EntityIntake<Customer> intake,
    EntityWriter<Customer> writer,
    IPersonalSide<Customer> personal,
    IdAllocator ids,
    IOptions<SyncSettings> settings
)
{
    private static readonly string[] Figures =
    [
        "outstanding_inr",
        "lifetime.orders",
        "lifetime_inr",
        "lifetime.first_order_at",
        "lifetime.last_order_at",
    ];

    public async ValueTask<Verdict<WrittenCustomer>> AddAsync(
        WriteBatch batch,
        CustomerChange change,
        CancellationToken cancellationToken
    )
    {
        if (change.Customer is { } customer)
            return await EditAsync(batch, customer, change, cancellationToken);
        return change.IsNew
            ? await MakeAsync(batch, change, cancellationToken)
            : new WrittenCustomer(change.Shown.Account.CustomerId, []);
    }

    /// <summary>The sums alone; nothing is written where they are shown already.</summary>
    public async ValueTask ShowAsync(
        WriteBatch batch,
        Customer customer,
        AccountFigures figures,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var after = With(customer, figures, customer.Credit?.Limit);
        await WriteAsync(batch, customer, after, command, cancellationToken);
    }

    private async ValueTask<Verdict<WrittenCustomer>> MakeAsync(
        WriteBatch batch,
        CustomerChange change,
        CancellationToken cancellationToken
    )
    {
        var (request, account) = (change.Account.Request, change.Shown.Account);
        var given = GivenIn(request.Told.Data, change.Account.Won);
        given["external_id"] = account.Id;
        given["kind"] ??= WireNames<BuyerKind>.Of(settings.Value.NewKind);
        given["name"] ??= account.Id;
        if (account.Status is { } status)
            given["status"] = status;
        if (Read<CreateCustomer>(given) is not { } body)
            return Unfit;
        var input = EntityInputs.Of(CustomerFields.Table, body, null);
        var checks = new FieldChecks();
        // Required custom fields may be missing, as in files: another system does not know of them.
        var draft = CustomerFields.Table.Create(life.Blank, input.Fields, checks);
        personal.Check(draft, input, checks, request.Command);
        if (checks.Faults.Count > 0)
            return Verdict<WrittenCustomer>.Refuse(checks.Faults);
        string[] paths = [.. given.Select(m => m.Key)];
        if (request.IsRehearsed)
            return new WrittenCustomer(null, paths) { IsMade = true };
        var numbered = await life.Numbered(draft, ids, cancellationToken);
        var kept = await personal.KeepAsync(
            batch,
            new MadeEntity<Customer>(numbered, input),
            request.Command,
            cancellationToken
        );
        var shown = Showing(kept.Entity, change, LimitIn(change, null));
        var pool = new Holder(null, null);
        var made = await intake.AddAsync(batch, shown, pool, request.Command, cancellationToken);
        return new WrittenCustomer(made.Key, paths) { IsMade = true };
    }

    private async ValueTask<Verdict<WrittenCustomer>> EditAsync(
        WriteBatch batch,
        Customer before,
        CustomerChange change,
        CancellationToken cancellationToken
    )
    {
        // A hidden or erased one stays as it is; its account is kept up to date.
        if (before.DeletedAt is not null || before.ErasedAt is not null)
            return new WrittenCustomer(before.Key, []);
        var (request, account) = (change.Account.Request, change.Shown.Account);
        if (before.ExternalId is { } other && other != account.Id)
            return CustomerSpecs.DuplicateExternalId(before.Key);
        var given = GivenIn(request.Told.Data, change.Account.Won);
        if (change.IsNew)
            given["external_id"] = account.Id;
        if (change.IsNew && account.Status is { } status)
            given["status"] = status;
        if (given.TryGetPropertyValue("name", out var name) && name is null)
            given.Remove("name");
        if (Read<EditCustomer>(given) is not { } body)
            return Unfit;
        var input = EntityInputs.OfMembers(CustomerFields.Table, body, ElementOf(given));
        var checks = new FieldChecks();
        var fields = CustomerFields.Table.Change(before, input.Fields, checks);
        personal.Check(fields, input, checks, request.Command);
        if (checks.Faults.Count > 0)
            return Verdict<WrittenCustomer>.Refuse(checks.Faults);
        var changed = await personal.ChangeAsync(
            batch,
            before,
            fields,
            input,
            request.Command,
            cancellationToken
        );
        if (changed.IsRefused)
            return changed.Refusal;
        var after = Showing(changed.Value, change, LimitIn(change, before.Credit?.Limit));
        var paths = await WriteAsync(batch, before, after, request.Command, cancellationToken);
        return new WrittenCustomer(before.Key, paths);
    }

    /// <summary>With event and timeline where something differs that they tell of.</summary>
    private async ValueTask<IReadOnlyList<string>> WriteAsync(
        WriteBatch batch,
        Customer before,
        Customer after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        FieldChange[] changes =
        [
            .. CustomerFields.Table.Differences(before, after),
            .. Figures.Select(f => FigureChange(f, before, after)).OfType<FieldChange>(),
        ];
        var isLimited = before.Credit?.Limit != after.Credit?.Limit;
        if (changes.Length == 0 && !isLimited && before.Sync == after.Sync)
            return [];
        var next = after with
        {
            Version = before.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        if (changes.Length == 0)
            batch.Replace(CustomerStore.Collection, next);
        else
            await writer.AddAsync(
                batch,
                before,
                new EntityFact<Customer>(next, "customer.updated", TimelineKind.Edited, changes)
                {
                    Refs = new Dictionary<string, string> { ["synced_by"] = command.Correlation },
                },
                command,
                cancellationToken
            );
        string[] paths = [.. changes.Select(c => c.Field)];
        return isLimited ? [.. paths, FieldOwnership.CreditLimit] : paths;
    }

    private static FieldChange? FigureChange(string path, Customer before, Customer after)
    {
        var field = CustomerFields.Table.Find(path)!;
        var (old, fresh) = (field.Shown(before), field.Shown(after));
        return old == fresh ? null : new FieldChange(path, old, fresh);
    }

    private static Customer Showing(Customer customer, CustomerChange change, Money? limit)
    {
        var command = change.Account.Request.Command;
        var synced = change.Shown.Account.SyncOf(InboundSources.Inventory, command.Now);
        var isSame =
            synced is not null
            && customer.Sync is { } known
            && known == synced with { SyncedAt = known.SyncedAt };
        var shown = customer with { Sync = isSame ? customer.Sync : synced };
        return With(shown, change.Shown.Figures, limit);
    }

    private static Customer With(Customer customer, AccountFigures figures, Money? limit) =>
        customer with
        {
            Lifetime = figures.Lifetime,
            Credit =
                limit is null && figures.Outstanding is null
                    ? null
                    : new CustomerCredit(limit, figures.Outstanding),
        };

    private static Money? LimitIn(CustomerChange change, Money? known)
    {
        if (!change.Account.Won.Contains(FieldOwnership.CreditLimit))
            return known;
        var credit = change.Account.Request.Told.Data["credit"] as JsonObject;
        return SyncReader.Amount(credit?["limit"]) is { } rupees ? Money.Of(rupees) : null;
    }

    private static JsonObject GivenIn(JsonObject data, IReadOnlySet<string> won)
    {
        var given = new JsonObject();
        foreach (var member in won.Where(m => m != FieldOwnership.CreditLimit).Order())
            given[member] = data[member]?.DeepClone();
        return given;
    }

    /// <summary>Null when a member is of another form than the contract has.</summary>
    private static T? Read<T>(JsonObject given)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(
                    given.ToJsonString(),
                    typeof(T),
                    CustomerContractsJson.Wire
                ) as T;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement ElementOf(JsonObject given) =>
        JsonElement.Parse(given.ToJsonString());

    private static Fault Unfit { get; } =
        Fault.Invalid(
            "/data",
            "customer_sync.unfit",
            "A member is of another form than that of customers."
        );
}
