using KoSales.Domain.Notifications;
using KoSales.Functions.Notifications;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Writing;
using KoSales.Tests.Storage;
using KoSales.Tests.Writing;
using NodaTime;
using Stored = KoSales.Domain.Notifications.Notifications;

namespace KoSales.Tests.Notifications;

public sealed class InboxTests : IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 6, 0);

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public InboxTests() =>
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("inbox.db")),
            TimeProvider.System
        );

    public async Task InitializeAsync() =>
        await _store.EnsureAsync([Stored.Collection], CancellationToken.None);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_told_once_and_stays_read()
    {
        var inbox = new Inbox(_store, null!, new Commits(_store, new QuietEvents()));
        await inbox.NotifyAsync([Breach("T-1").For("A0-0001", Now)], CancellationToken.None);
        var told = Assert.Single(await AllAsync());
        var read = told.Read(new Command(Domain.Access.Actor.System, Now, "test"));
        Assert.True(
            (
                await _store.CommitAsync(
                    new WriteBatch().Replace(Stored.Collection, read),
                    CancellationToken.None
                )
            ).IsCommitted
        );
        await inbox.NotifyAsync(
            [
                Breach("T-1").For("A0-0001", Now),
                Breach("T-1").For("A0-0002", Now),
                Breach("T-2").For("A0-0001", Now),
            ],
            CancellationToken.None
        );
        Assert.Equal(3, (await AllAsync()).Count);
        Assert.Equal(Now, (await AllAsync()).Single(n => n.Id == told.Id).ReadAt);
    }

    [Fact]
    public async Task The_list_goes_by_an_index_with_every_filter()
    {
        var of = Stored.Of("A0-0001");
        foreach (
            var filter in new[]
            {
                of,
                Stored.UnreadOf("A0-0001"),
                Filter.AllOf(of, Filter.Eq("kind", "digest")),
            }
        )
        foreach (var descending in new[] { true, false })
        {
            var query = new Query(Stored.Collection, filter)
            {
                Sort = [new SortKey("created_at", FieldType.Instant, descending)],
            };
            Assert.StartsWith(
                "notifications_agent",
                await _store.ExplainAsync(query, CancellationToken.None),
                StringComparison.Ordinal
            );
        }
    }

    private static Notice Breach(string task) =>
        new(Notice.About(NotificationKind.SlaBreached, $"sla:{task}:100:0") with { TaskId = task });

    private ValueTask<IReadOnlyList<Notification>> AllAsync() =>
        _store.ListAsync(
            Stored.Collection,
            new Query(Stored.Collection, Filter.Everything),
            CancellationToken.None
        );
}
