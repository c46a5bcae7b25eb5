using KoSales.Domain.Assignment;
using KoSales.Domain.Feed;
using KoSales.Functions.Outbox;
using KoSales.Functions.Published;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Feed;

/// <summary>Gives events their numbers. Those that come at the same time are appended together, in one
/// commit, one group after the other.</summary>
/// <remarks>
/// A number is taken and its entry written in one transaction that replaces <see cref="FeedHead"/> on
/// condition of its version: also with several processes no entry becomes visible after one with a higher
/// number. An event that comes again finds its id taken and gets no second number.
/// </remarks>
public sealed class FeedAppender(
    IDocumentStore store,
    Commits commits,
    FeedHolders holders,
    FeedSignal signal,
    TimeProvider time
)
{
    private const int MostTogether = 500;

    private readonly Lock _gate = new();
    private Group? _waiting;
    private Task _last = Task.CompletedTask;
    private FeedHead? _head;

    /// <summary>Returns when the event stands in the feed; throws what the append of its group
    /// threw.</summary>
    public Task AppendAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting is null || _waiting.Events.Count >= MostTogether)
                Begin();
            _waiting!.Events.AddRange(FeedFacts.Unfold(outboxEvent));
            return _waiting.Done.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Runs after the group before it. Called with the gate closed.</summary>
    private void Begin()
    {
        _waiting = new Group();
        _last = _waiting.Done = RunAsync(_waiting, _last);
    }

    private async Task RunAsync(Group group, Task before)
    {
        await Task.WhenAny(before).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            // From here on others begin the next group.
            if (_waiting == group)
                _waiting = null;
        }

        // In the order of ids, which is that of an entity's events.
        OutboxEvent[] events =
        [
            .. group.Events.DistinctBy(e => e.Id).OrderBy(e => e.Id, StringComparer.Ordinal),
        ];
        var last = await commits.CarryAsync(
            "the feed",
            attempt => PrepareAsync(events, attempt, CancellationToken.None),
            CancellationToken.None
        );
        _head = last;
        signal.Moved();
    }

    /// <summary>The head as it is once the attempt is committed.</summary>
    private async ValueTask<FeedHead> PrepareAsync(
        OutboxEvent[] events,
        Attempt attempt,
        CancellationToken cancellationToken
    )
    {
        var isFirst = attempt.Number == 1;
        var head = isFirst && _head is { } known ? known : await HeadAsync(cancellationToken);
        var unknown = isFirst ? events : await UnknownAsync(events, cancellationToken);
        if (unknown.Length == 0)
            return head;
        await InsertAsync(unknown, head.Last, attempt.Batch, cancellationToken);
        return Advance(head, unknown.Length, attempt.Batch);
    }

    private FeedHead Advance(FeedHead head, int count, WriteBatch batch)
    {
        var now = Now();
        var next = head with { Last = head.Last + count, UpdatedAt = now };
        if (head.Version == 0)
        {
            next = next with { Version = 1, CreatedAt = now };
            batch.Insert(Feeds.Heads, next);
            return next;
        }

        next = next with { Version = head.Version + 1 };
        batch.Replace(Feeds.Heads, next);
        return next;
    }

    private async ValueTask InsertAsync(
        OutboxEvent[] events,
        long last,
        WriteBatch batch,
        CancellationToken cancellationToken
    )
    {
        var held = await holders.OfAsync(events.Select(e => e.Entity), cancellationToken);
        var now = Now();
        foreach (var outboxEvent in events)
        {
            var holder = held.GetValueOrDefault(outboxEvent.Entity.Id, Holder.Nobody);
            var entry = EntryOf(outboxEvent, holder) with
            {
                Number = ++last,
                CreatedAt = now,
                UpdatedAt = now,
            };
            batch.Insert(Feeds.Entries, entry);
        }
    }

    private static FeedEntry EntryOf(OutboxEvent outboxEvent, Holder holder) =>
        new()
        {
            Id = outboxEvent.Id,
            Number = 0,
            Type = outboxEvent.Type,
            Entity = outboxEvent.Entity,
            Changed = outboxEvent.Changed,
            Data = outboxEvent.Data,
            Causation = outboxEvent.Causation,
            At = outboxEvent.CreatedAt,
            By = outboxEvent.CreatedBy,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            WorkerId = FeedFacts.WorkerOf(outboxEvent),
        };

    /// <summary>Version 0 before the first entry.</summary>
    private async ValueTask<FeedHead> HeadAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(Feeds.Heads, FeedHead.Only, cancellationToken)
        ?? new FeedHead { Version = 0 };

    /// <summary>Those that have no number yet.</summary>
    private async ValueTask<OutboxEvent[]> UnknownAsync(
        OutboxEvent[] events,
        CancellationToken cancellationToken
    )
    {
        var found = await store.GetManyAsync(
            Feeds.Entries,
            [.. events.Select(e => e.Id)],
            cancellationToken
        );
        var known = found.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        return [.. events.Where(e => !known.Contains(e.Id))];
    }

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());

    private sealed class Group
    {
        public List<OutboxEvent> Events { get; } = [];

        public Task Done { get; set; } = Task.CompletedTask;
    }
}

/// <summary>Hands every event about a record to the feed.</summary>
public sealed class FeedHandler(FeedAppender appender, IOptions<FeedSettings> settings)
    : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [.. PublishedEvents.All, .. FeedFacts.Unfolded];

    public bool IsAwaited => false;

    public bool IsIdle => !settings.Value.Enabled;

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken) =>
        appender.AppendAsync(outboxEvent, cancellationToken);
}
