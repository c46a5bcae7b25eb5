using KoSales.Functions.Api.Listing;
using KoSales.Functions.Contacts;
using KoSales.Functions.Customers;
using KoSales.Functions.Deals;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Entities;

/// <summary>Asks the planner, as for leads: a list without an index works on ten records and stops working
/// on a million.</summary>
public sealed class EntityIndexTests : IAsyncLifetime
{
    private static readonly ListSpec[] Lists =
    [
        ContactSpecs.List,
        CustomerSpecs.List,
        DealSpecs.List,
    ];

    private readonly TempFolder _folder = new();
    private SqliteDocumentStore _store = null!;

    public static TheoryData<string, string> Sorts
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var list in Lists)
            {
                foreach (var sort in list.Sorts.Keys)
                    data.Add(list.Name, sort);
            }

            return data;
        }
    }

    public async Task InitializeAsync()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("entities.db")),
            TimeProvider.System
        );
        await _store.EnsureAsync([.. Lists.Select(l => l.Collection)], CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task Each_sort_of_a_list_goes_by_an_index_for_each_role(string name, string sort)
    {
        var list = Lists.Single(l => l.Name == name);
        var by = list.SortedBy.GetValueOrDefault(sort, sort);

        foreach (var role in new[] { Role.Admin, Role.Manager, Role.Agent })
        foreach (var descending in new[] { true, false })
        {
            var seen = Filter.AllOf(list.Base, list.Scope(new Actor("A0-0002", [role], "TM-1")));
            var query = new Query(list.Collection, seen)
            {
                Sort = [new SortKey(by, list.Sorts[sort], descending)],
            };
            Assert.NotNull(await _store.ExplainAsync(query, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("contacts", "phone_index", "contacts_phone")]
    [InlineData("contacts", "customer_id", "contacts_customer")]
    [InlineData("contacts", "lead_id", "contacts_lead")]
    [InlineData("customers", "external_id", "customers_external_id")]
    [InlineData("customers", "gstin_index", "customers_gstin")]
    public async Task What_one_looks_for_is_found_by_its_index(
        string name,
        string field,
        string index
    )
    {
        var list = Lists.Single(l => l.Name == name);
        var query = new Query(
            list.Collection,
            Filter.AllOf(Filter.Eq(field, "x"), Filter.Missing("deleted_at"))
        );

        Assert.Equal(index, await _store.ExplainAsync(query, CancellationToken.None));
    }

    /// <summary>Not found by what few values tell apart, and sorted then.</summary>
    [Theory]
    [InlineData("contacts", "stage", "contacts_stage_created")]
    [InlineData("contacts", "address.state_code", "contacts_state_created")]
    [InlineData("deals", "stage", "deals_stage_created")]
    public async Task The_newest_of_a_stage_or_a_state_are_read_in_order(
        string name,
        string field,
        string index
    )
    {
        var list = Lists.Single(l => l.Name == name);
        var query = new Query(
            list.Collection,
            Filter.AllOf(Filter.Eq(field, "x"), Filter.Missing("deleted_at"))
        )
        {
            Sort = [new SortKey("created_at", FieldType.Instant, Descending: true)],
        };

        Assert.Equal(index, await _store.ExplainAsync(query, CancellationToken.None));
    }
}
