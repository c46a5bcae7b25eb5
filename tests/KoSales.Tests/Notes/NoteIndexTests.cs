using KoSales.Domain.Notes;
using KoSales.Functions.Assignment;
using KoSales.Functions.Notes;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Notes;

/// <summary>Asks the planner.</summary>
public sealed class NoteIndexTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public NoteIndexTests() =>
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("notes.db")),
            TimeProvider.System
        );

    public async Task InitializeAsync() =>
        await _store.EnsureAsync([NoteStore.Collection], CancellationToken.None);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("created_at", null)]
    [InlineData("created_at", "author_id")]
    [InlineData("created_at", "entity_ref.id")]
    [InlineData("updated_at", null)]
    [InlineData("updated_at", "author_id")]
    public async Task Each_sort_of_the_list_goes_by_an_index_for_each_role(
        string sort,
        string? field
    )
    {
        foreach (var actor in new[] { Manager, Agent, Actor.System })
        {
            var asked = field is null ? Filter.Everything : Filter.Eq(field, "x");
            var list = NoteLists.Notes;
            var filter = Filter.AllOf(asked, list.Base, list.Scope(actor));

            Assert.NotNull(await ExplainAsync(filter, new SortKey(sort, list.Sorts[sort], true)));
        }
    }

    [Fact]
    public async Task Those_of_an_entity_are_read_newest_first_and_given_to_others_by_its_index()
    {
        var newest = new SortKey("created_at", FieldType.Instant, Descending: true);
        var lead = new EntityRef(EntityKind.Lead, "K0-100001");

        Assert.Equal("notes_entity", await ExplainAsync(NoteLists.Of(lead), newest));
        Assert.Equal("notes_entity", await ExplainAsync(FollowingRecords.About([lead.Id])));
    }

    [Fact]
    public async Task Those_that_mention_somebody_are_found_by_an_index()
    {
        var mine = new Filter.Condition(
            "mentions",
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text("A0-0002")])
        );

        Assert.Equal("notes_mentions", await ExplainAsync(mine));
    }

    private ValueTask<string?> ExplainAsync(Filter filter, params IReadOnlyList<SortKey> sort) =>
        _store.ExplainAsync(
            new Query(NoteStore.Collection, filter) { Sort = sort },
            CancellationToken.None
        );
}
