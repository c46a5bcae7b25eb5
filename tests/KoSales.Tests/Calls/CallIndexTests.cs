using KoSales.Domain.Calls;
using KoSales.Functions.Calls;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Calls;

/// <summary>Asks the planner.</summary>
public sealed class CallIndexTests : IAsyncLifetime
{
    private static readonly SortKey Newest = new("started_at", FieldType.Instant, true);

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public CallIndexTests() =>
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("calls.db")),
            TimeProvider.System
        );

    public async Task InitializeAsync() =>
        await _store.EnsureAsync([CallStore.Collection], CancellationToken.None);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("started_at", null)]
    [InlineData("started_at", "agent_id")]
    [InlineData("started_at", "entity_ref.id")]
    [InlineData("created_at", null)]
    [InlineData("created_at", "agent_id")]
    public async Task Each_sort_of_the_list_goes_by_an_index_for_each_role(
        string sort,
        string? field
    )
    {
        foreach (var actor in new[] { Manager, Agent, Actor.System })
        {
            var asked = field is null ? Filter.Everything : Filter.Eq(field, "x");
            var list = CallLists.Calls;
            var filter = Filter.AllOf(asked, list.Base, list.Scope(actor));

            Assert.NotNull(await ExplainAsync(filter, new SortKey(sort, list.Sorts[sort], true)));
        }
    }

    [Fact]
    public async Task Those_of_an_entity_a_number_or_a_provider_are_found_by_their_indexes()
    {
        var lead = new EntityRef(EntityKind.Lead, "K0-100001");

        Assert.Equal("calls_entity", await ExplainAsync(CallLists.Of(lead), Newest));
        Assert.Equal("calls_phone", await ExplainAsync(Filter.Eq("phone_index", "x"), Newest));
        Assert.Equal(
            CallStore.ProviderIndex,
            await ExplainAsync(CallStore.OfProvider("exotel", "x"))
        );
    }

    private ValueTask<string?> ExplainAsync(Filter filter, params IReadOnlyList<SortKey> sort) =>
        _store.ExplainAsync(
            new Query(CallStore.Collection, filter) { Sort = sort },
            CancellationToken.None
        );
}
