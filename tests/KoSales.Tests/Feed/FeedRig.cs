using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Deals;
using KoSales.Domain.Feed;
using KoSales.Domain.Leads;
using KoSales.Functions.Feed;
using KoSales.Functions.Outbox;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Writing;
using KoSales.Tests.Storage;
using KoSales.Tests.Writing;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KoSales.Tests.Feed;

/// <summary>The feed's parts over a store, as one process has them; several over one store stand for several
/// processes.</summary>
internal sealed class FeedRig(IDocumentStore store)
{
    public static readonly IReadOnlyList<Collection> Collections =
    [
        OutboxEvents.Collection,
        Feeds.Segments,
        Feeds.Heads,
        LeadStore.Collection,
        ContactStore.Collection,
        CustomerStore.Collection,
        DealStore.Collection,
    ];

    public static readonly Actor Auditor = new("A0-0009", [Role.Auditor], null);

    private readonly FeedSignal _signal = new();

    public FeedReader Reader { get; } = new(store);

    public FeedAppender Appender =>
        field ??= new FeedAppender(
            store,
            new Commits(store, new QuietEvents()),
            new FeedEntries(store, new FeedHolders(store)),
            _signal,
            TimeProvider.System
        );

    public FeedTail Tail =>
        field ??= new FeedTail(
            Reader,
            _signal,
            Microsoft.Extensions.Options.Options.Create(new FeedSettings()),
            NullLogger<FeedTail>.Instance
        );

    public static async Task<SqliteDocumentStore> NewStoreAsync(TempFolder folder)
    {
        var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("feed.db")),
            TimeProvider.System
        );
        await store.EnsureAsync(Collections, CancellationToken.None);
        return store;
    }

    public static OutboxEvent Event(string lead, string type = "lead.updated")
    {
        var now = Instant.FromUtc(2026, 11, 23, 6, 0);
        return new OutboxEvent
        {
            Id = OrderedId.Next(now),
            Type = type,
            Entity = new EntityRef(EntityKind.Lead, lead),
            Causation = "test",
            NextAttemptAt = now,
            CreatedAt = now,
        };
    }

    /// <summary>From its commit on.</summary>
    public async Task AppendAsync(params OutboxEvent[] happened)
    {
        await CommitAsync(happened);
        await CloseAsync(happened);
    }

    public async Task CommitAsync(params OutboxEvent[] happened)
    {
        var batch = new WriteBatch();
        foreach (var row in happened)
            batch.Insert(OutboxEvents.Collection, row);
        Assert.True((await store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
    }

    /// <summary>As often as events are delivered.</summary>
    public Task CloseAsync(params OutboxEvent[] happened) =>
        Appender.AppendAsync(
            [.. happened.Select(e => new ClosingRow(e, e.Unpacked(), null))],
            CancellationToken.None
        );

    /// <summary>From the position on until nothing follows.</summary>
    public async Task<IReadOnlyList<FeedEntry>> ReadAsync(FeedQuery query, long position = 0)
    {
        List<FeedEntry> read = [];
        while (true)
        {
            var page = await Reader.ReadAsync(query, position, CancellationToken.None);
            read.AddRange(page.Items.Select(i => i.Entry));
            position = page.Next;
            if (page.IsCaughtUp)
                return read;
        }
    }
}
