using System.Collections.Frozen;
using System.Globalization;
using KoSales.Domain.Deals;
using KoSales.Domain.Rules;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Deals;

/// <summary>The deals that name an entity: how many, and what they come to in rupees. Deals without an amount
/// count and add nothing.</summary>
/// <param name="reference">The deal's to the entity.</param>
public sealed class DealRuleRelation(IDocumentStore store, EntityReference<Deal> reference)
    : IDistantRelation
{
    private const string Open = "deals.open";
    private const string Won = "deals.won";
    private const string Lost = "deals.lost";
    private const string OpenInr = "deals.open_inr";
    private const string WonInr = "deals.won_inr";
    private const string LastWonAt = "deals.last_won_at";

    /// <summary>Members of a deal that an event names when a total may be another.</summary>
    private readonly FrozenSet<string> _counted = FrozenSet.Create(
        "status",
        "amount",
        "deleted_at",
        reference.Path
    );

    public EntityKind Entity => reference.Kind;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } =
        new Dictionary<string, FieldType>
        {
            [Open] = FieldType.Number,
            [Won] = FieldType.Number,
            [Lost] = FieldType.Number,
            [OpenInr] = FieldType.Number,
            [WonInr] = FieldType.Number,
            [LastWonAt] = FieldType.Instant,
        }.ToFrozenDictionary();

    public IReadOnlyCollection<string> EventTypes { get; } = [DealParties.Left];

    public IReadOnlyCollection<string> DistantEventTypes { get; } =
    [
        .. new[] { "created", "updated", "deleted", "restored", "reopened" }
            .Concat(WireNames<DealStatus>.All)
            .Select(name => $"deal.{name}"),
    ];

    public RelatedFacts Nothing { get; } = Of([]);

    public bool IsChangedBy(OutboxEvent change) =>
        change.Changed.Count == 0 || change.Changed.Any(_counted.Contains);

    public async ValueTask<IReadOnlyCollection<string>> EntitiesOfAsync(
        OutboxEvent change,
        CancellationToken cancellationToken
    )
    {
        var deal = await DealAsync(change, cancellationToken);
        return deal is not null && reference.Read(deal) is { } id ? [id] : [];
    }

    /// <remarks>The store counts equal deals, in one round trip; a deal with its quotations is never
    /// read.</remarks>
    public async ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    )
    {
        var theirs = Filter.AllOf(
            Filter.Present(reference.Path),
            Filter.In(reference.Path, entities.Select(e => e.Id)),
            Filter.Missing("deleted_at")
        );
        var groups = await store.GroupCountAsync(
            DealStore.Collection,
            theirs,
            [reference.Path, "status", "amount_inr", "won_at"],
            cancellationToken
        );
        return groups.GroupBy(g => g.Values[0]!).ToDictionary(g => g.Key, g => Of([.. g]));
    }

    private async ValueTask<Deal?> DealAsync(
        OutboxEvent change,
        CancellationToken cancellationToken
    )
    {
        var id = change.Entity.Id;
        return change.Beside?.Find(DealStore.Collection, id) is { } json
            ? DealStore.Collection.Read(new RawDocument(id, 0, json))
            : await store.FindAsync(DealStore.Collection, id, cancellationToken);
    }

    private static RelatedFacts Of(IReadOnlyCollection<GroupCount> deals)
    {
        var won = With(DealStatus.Won, deals);
        var open = With(DealStatus.Open, deals);
        return new RelatedFacts()
            .Add(Open, CountOf(open))
            .Add(Won, CountOf(won))
            .Add(Lost, CountOf(With(DealStatus.Lost, deals)))
            .Add(OpenInr, SumOf(open))
            .Add(WonInr, SumOf(won))
            .Add(
                LastWonAt,
                FieldValue.Of(won.Select(g => g.Values[3]).Max(StringComparer.Ordinal))
            );
    }

    private static GroupCount[] With(DealStatus status, IEnumerable<GroupCount> deals) =>
        [.. deals.Where(g => g.Values[1] == WireNames<DealStatus>.Of(status))];

    private static FieldValue CountOf(IEnumerable<GroupCount> deals) =>
        FieldValue.Of((decimal)deals.Sum(g => g.Count));

    /// <summary>With two places, however a store writes its numbers.</summary>
    private static FieldValue SumOf(IEnumerable<GroupCount> deals) =>
        FieldValue.Of(deals.Aggregate(0.00m, (sum, g) => sum + (g.Count * AmountOf(g))));

    private static decimal AmountOf(GroupCount deals) =>
        deals.Values[2] is { } amount
            ? decimal.Parse(amount, NumberStyles.Float, CultureInfo.InvariantCulture)
            : 0;
}
