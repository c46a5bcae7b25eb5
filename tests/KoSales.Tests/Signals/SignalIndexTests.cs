using KoSales.Domain.Signals;
using KoSales.Functions.Signals;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Signals;

/// <summary>Asks the planner.</summary>
public sealed class SignalIndexTests : IAsyncLifetime
{
    private static readonly SortKey Newest = new("received_at", FieldType.Instant, true);

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public SignalIndexTests() =>
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("signals.db")),
            TimeProvider.System
        );

    public async Task InitializeAsync() =>
        await _store.EnsureAsync([SignalStore.Collection], CancellationToken.None);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("received_at")]
    [InlineData("occurred_at")]
    public async Task Each_sort_of_the_list_goes_by_an_index_for_each_role(string sort)
    {
        foreach (var actor in new[] { Manager, Agent, Actor.System })
        {
            var list = SignalLists.Signals;
            var filter = Filter.AllOf(list.Base, list.Scope(actor));

            Assert.NotNull(await ExplainAsync(filter, new SortKey(sort, list.Sorts[sort], true)));
        }
    }

    [Fact]
    public async Task Those_of_an_entity_and_a_key_are_found_by_their_indexes()
    {
        var lead = new EntityRef(EntityKind.Lead, "K0-100001");

        Assert.Equal("signals_entity", await ExplainAsync(SignalStore.Of(lead), Newest));
        Assert.Equal(
            SignalStore.DedupeIndex,
            await ExplainAsync(SignalStore.With("website", "f-1"))
        );
    }

    private ValueTask<string?> ExplainAsync(Filter filter, params IReadOnlyList<SortKey> sort) =>
        _store.ExplainAsync(
            new Query(SignalStore.Collection, filter) { Sort = sort },
            CancellationToken.None
        );
}
