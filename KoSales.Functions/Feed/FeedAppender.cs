using KoSales.Domain.Feed;
using KoSales.Functions.Outbox;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Feed;

/// <summary>Gives events their numbers. Those that come at the same time are appended together, in one
/// commit, one group after the other.</summary>
/// <remarks>
/// Numbers are taken and their entries written in one transaction that replaces <see cref="FeedHead"/> on
/// condition of its version: also with several processes no entry becomes visible after one with a higher
/// number. The same transaction takes the events out of the outbox, on condition that they still wait for the
/// feed: an event that comes again does not, and gets no second number.
/// </remarks>
public sealed class FeedAppender(
    IDocumentStore store,
    Commits commits,
    FeedEntries entries,
    FeedSignal signal,
    TimeProvider time
)
{
    private const int MostTogether = 500;

    private readonly Lock _gate = new();
    private Group? _waiting;
    private Task _last = Task.CompletedTask;
    private FeedHead? _head;

    /// <summary>Returns when the events stand in the feed; throws what the append of their group
    /// threw.</summary>
    public Task AppendAsync(IReadOnlyList<ClosingRow> rows, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting is null || _waiting.Count >= MostTogether)
                Begin();
            _waiting!.Add(rows);
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

        var rows = group.Rows;
        var last = await commits.CarryAsync(
            "the feed",
            attempt => PrepareAsync(rows, attempt, CancellationToken.None),
            CancellationToken.None
        );
        _head = last;
        signal.Moved();
    }

    /// <summary>The head as it is once the attempt is committed.</summary>
    private async ValueTask<FeedHead> PrepareAsync(
        IReadOnlyList<ClosingRow> rows,
        Attempt attempt,
        CancellationToken cancellationToken
    )
    {
        var isFirst = attempt.Number == 1;
        if (!isFirst)
            rows = await store.WaitingAsync(rows, FeedHandler.StoredName, cancellationToken);
        var appended = await entries.OfAsync(rows, cancellationToken);
        // Read last: whatever stands between it and the commit is time in which another process wins, and one
        // that knows its head already would win every time.
        var head = isFirst && _head is { } known ? known : await HeadAsync(cancellationToken);
        attempt.Batch.Close(rows, FeedHandler.StoredName);
        return appended.Count == 0 ? head : Append(appended, head, attempt.Batch);
    }

    private FeedHead Append(IReadOnlyList<FeedEntry> appended, FeedHead head, WriteBatch batch)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var first = head.Last + 1;
        foreach (var together in FeedEntries.Split(appended))
        {
            batch.Insert(
                Feeds.Segments,
                new FeedSegment
                {
                    Id = FeedSegment.IdOf(first),
                    First = first,
                    Number = first + together.Count - 1,
                    Entries = together,
                    CreatedAt = now,
                    UpdatedAt = now,
                }
            );
            first += together.Count;
        }

        return Advance(head with { Last = first - 1, UpdatedAt = now }, batch);
    }

    private static FeedHead Advance(FeedHead head, WriteBatch batch)
    {
        var next = head with { Version = head.Version + 1 };
        if (head.Version > 0)
        {
            batch.Replace(Feeds.Heads, next);
            return next;
        }

        next = next with { CreatedAt = next.UpdatedAt };
        batch.Insert(Feeds.Heads, next);
        return next;
    }

    /// <summary>Version 0 before the first entry.</summary>
    private async ValueTask<FeedHead> HeadAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(Feeds.Heads, FeedHead.Only, cancellationToken)
        ?? new FeedHead { Version = 0 };

    private sealed class Group
    {
        private readonly List<ClosingRow> _rows = [];

        public Task Done { get; set; } = Task.CompletedTask;

        /// <summary>Events.</summary>
        public int Count { get; private set; }

        /// <summary>Each once.</summary>
        public IReadOnlyList<ClosingRow> Rows =>
            [.. _rows.DistinctBy(r => r.Row.Id, StringComparer.Ordinal)];

        public void Add(IReadOnlyList<ClosingRow> rows)
        {
            _rows.AddRange(rows);
            foreach (var row in rows)
                Count += row.Events.Count;
        }
    }
}
