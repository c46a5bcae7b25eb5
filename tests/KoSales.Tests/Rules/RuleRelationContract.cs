using KoSales.Domain.Calls;
using KoSales.Domain.Contacts;
using KoSales.Domain.Deals;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Rules;
using KoSales.Functions.Calls;
using KoSales.Functions.Deals;
using KoSales.Functions.Rules;
using Moq;
using NodaTime;
using static System.Threading.CancellationToken;

namespace KoSales.Tests.Rules;

/// <summary>What a store says of the deals and calls of entities is the same for every store, and takes one
/// round trip for a page of them.</summary>
public abstract class RuleRelationContract : IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);
    private static readonly string[] Page = ["C-1", "C-2", "C-3"];

    private int _last;

    private protected IDocumentStore Store { get; private set; } = null!;

    private static DealRuleRelation Deals(IDocumentStore store) =>
        new(store, DealSpecs.Life.References.Single(r => r.Kind == EntityKind.Contact));

    private static CallRuleRelation Calls(IDocumentStore store) => new(store, EntityKind.Contact);

    protected abstract Task<IDocumentStore> OpenAsync();

    public abstract Task DisposeAsync();

    public async Task InitializeAsync()
    {
        Store = await OpenAsync();
        await Store.EnsureAsync([DealStore.Collection, CallStore.Collection], None);
    }

    [Fact]
    public async Task Deals_are_counted_and_added_up_to_the_paisa()
    {
        await DealAsync("C-1", DealStatus.Open, 1000.50m);
        await DealAsync("C-1", DealStatus.Open, null);
        await DealAsync("C-1", DealStatus.Won, Money.Most, d => d with { WonAt = Now });
        await DealAsync("C-1", DealStatus.Won, 0.01m, d => d with { WonAt = Ago(3) });
        await DealAsync("C-1", DealStatus.Lost, 5);
        await DealAsync("C-1", DealStatus.Won, 7, d => d with { DeletedAt = Now });
        await DealAsync("C-2", DealStatus.Open, 2.25m);
        await DealAsync("C-2", DealStatus.Open, 2.25m);
        await DealAsync(null, DealStatus.Open, 9);

        var facts = await ReadAsync(Deals(Store));

        Assert.Equal("2 2 1 1000.50 1000000000000.00 2026-11-22T07:30:00.000Z", Told(facts["C-1"]));
        Assert.Equal("2 0 0 4.50 0.00 missing", Told(facts["C-2"]));
        Assert.Equal("0 0 0 0.00 0.00 missing", Told(facts["C-3"]));
    }

    [Fact]
    public async Task The_last_call_is_the_one_that_began_last_of_those_that_ended()
    {
        await CallAsync("C-1", 60, CallDisposition.Busy);
        await CallAsync("C-1", 50, CallDisposition.NoAnswer);
        await CallAsync("C-1", 40, CallDisposition.Connected, c => c with { DeletedAt = Now });
        await CallAsync("C-1", 1, null, c => c with { Status = CallStatus.InProgress });
        await CallAsync("C-2", 50, CallDisposition.Connected);
        await CallAsync(
            "C-2",
            20,
            null,
            c => c with { Direction = CallDirection.Inbound, Status = CallStatus.Missed }
        );

        var facts = await ReadAsync(Calls(Store));

        Assert.Equal("2026-11-22T06:40:00.000Z outbound completed no_answer", Told(facts["C-1"]));
        Assert.Equal("2026-11-22T07:10:00.000Z inbound missed missing", Told(facts["C-2"]));
        Assert.Equal("missing missing missing missing", Told(facts["C-3"]));
    }

    [Fact]
    public async Task Of_calls_that_began_at_once_the_one_written_down_last_counts()
    {
        await CallAsync("C-1", 5, CallDisposition.Connected, c => c with { CreatedAt = Ago(1) });
        await CallAsync("C-1", 5, CallDisposition.Busy, c => c with { CreatedAt = Ago(2) });

        var facts = await ReadAsync(Calls(Store));

        Assert.EndsWith("connected", Told(facts["C-1"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_costs_one_round_trip_by_an_index()
    {
        await AssertCheapAsync(Deals, DealStore.Collection, "deals_contact");
        await AssertCheapAsync(Calls, CallStore.Collection, "calls_entity");
    }

    private protected virtual async Task AssertIndexAsync(Query query, string index) =>
        Assert.Equal(index, await Store.ExplainAsync(query, None));

    private async Task AssertCheapAsync(
        Func<IDocumentStore, IRuleRelation> relation,
        Collection collection,
        string index
    )
    {
        var asked = new Mock<IDocumentStore>(MockBehavior.Strict);
        asked
            .Setup(s =>
                s.GroupCountAsync(
                    collection,
                    It.IsAny<Filter>(),
                    It.IsAny<IReadOnlyList<string>>(),
                    None
                )
            )
            .ReturnsAsync(Array.Empty<GroupCount>());

        await ReadAsync(relation(asked.Object));

        var filter = Assert.IsAssignableFrom<Filter>(Assert.Single(asked.Invocations).Arguments[1]);
        await AssertIndexAsync(new Query(collection, filter), index);
    }

    private static async Task<Dictionary<string, RelatedFacts>> ReadAsync(IRuleRelation relation)
    {
        RawDocument[] entities = [.. Page.Select(id => new RawDocument(id, 1, "{}"u8.ToArray()))];
        var found = await relation.ReadAsync(entities, None);
        return Page.ToDictionary(id => id, id => found.GetValueOrDefault(id, relation.Nothing));
    }

    /// <summary>In the order in which the relation adds them.</summary>
    private static string Told(RelatedFacts facts) =>
        string.Join(' ', facts.Facts.Select(f => f.Value.At(new FilterClock(Now))));

    private static Instant Ago(int minutes) => Now - Duration.FromMinutes(minutes);

    private Task DealAsync(
        string? contact,
        DealStatus status,
        decimal? amount,
        Func<Deal, Deal>? like = null
    )
    {
        var deal = Deal.Blank(DealId.Of($"D-{++_last}")) with
        {
            ContactId = contact,
            Status = status,
            Amount = amount is { } value ? Money.Of(value) : null,
            CreatedAt = Now,
            UpdatedAt = Now,
            CreatedBy = "A0-0001",
            UpdatedBy = "A0-0001",
        };
        return InsertAsync(DealStore.Collection, like?.Invoke(deal) ?? deal);
    }

    private Task CallAsync(
        string contact,
        int minutesAgo,
        CallDisposition? disposition,
        Func<Call, Call>? like = null
    )
    {
        var call = new Call
        {
            Id = CallId.Of($"CALL-{++_last}"),
            EntityRef = new EntityRef(EntityKind.Contact, ContactId.Of(contact).Value),
            Direction = CallDirection.Outbound,
            Status = CallStatus.Completed,
            StartedAt = Ago(minutesAgo),
            Disposition = disposition,
            CreatedAt = Now,
            UpdatedAt = Now,
            CreatedBy = "A0-0001",
            UpdatedBy = "A0-0001",
        };
        return InsertAsync(CallStore.Collection, like?.Invoke(call) ?? call);
    }

    private async Task InsertAsync<T>(Collection<T> collection, T document)
        where T : Document =>
        Assert.True(
            (
                await Store.CommitAsync(new WriteBatch().Insert(collection, document), None)
            ).IsCommitted
        );
}
