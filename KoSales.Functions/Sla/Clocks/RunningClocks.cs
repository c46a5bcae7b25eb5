using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Sla.Policies;
using KoSales.Functions.Tasks;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>Brings running clocks under the calendars in force: after a version took effect, a leave was
/// entered, somebody changed the team.</summary>
/// <remarks>Walks the open clocks when calendars, people or teams are not as they were at its last walk,
/// and once after a start. Safe to run on several hosts.</remarks>
public sealed class RunningClocks(
    IDocumentStore store,
    CalendarCache cache,
    BusinessTimes times,
    SlaPolicyCache policies,
    IEnumerable<IRunningClocks> others,
    TimeProvider time,
    ILogger<RunningClocks> log
)
{
    private const int PerCommit = 200;

    private static readonly Filter Running = Filter.AllOf(
        SalesTasks.Open,
        Filter.Present("sla.calendar_id")
    );

    private string? _followed;

    /// <summary>Returns how many clocks were moved.</summary>
    public async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var index = await cache.CurrentAsync(cancellationToken);
        var fingerprint = index.Fingerprint(now);
        if (fingerprint == _followed)
            return 0;
        var (moved, missed) = await WalkAsync(index, now, cancellationToken);
        foreach (var kind in others)
        {
            var walked = await kind.WalkAsync(index, now, cancellationToken);
            moved += walked.Moved;
            missed |= walked.Missed;
        }

        if (!missed)
            _followed = fingerprint;
        if (moved > 0)
            log.ClocksMoved(moved);
        return moved;
    }

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<(int Moved, bool Missed)> WalkAsync(
        CalendarIndex index,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var (moved, missed) = (0, false);
        await foreach (
            var page in store
                .StreamAsync(SalesTasks.Collection, Running, cancellationToken)
                .Chunk(PerCommit)
                .WithCancellation(cancellationToken)
        )
        {
            var changed = await ChangedAsync(page, index, now, cancellationToken);
            var written = await WriteAsync(
                changed,
                new Command(Actor.System, now, "calendars"),
                cancellationToken
            );
            moved += written;
            missed |= written < changed.Count;
        }

        return (moved, missed);
    }

    private async ValueTask<List<MovedClock>> ChangedAsync(
        IEnumerable<SalesTask> page,
        CalendarIndex index,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        List<MovedClock> changed = [];
        foreach (var task in page)
        {
            if (await FollowAsync(task, index, now, cancellationToken) is { } next)
                changed.Add(new MovedClock(task, next));
        }

        return changed;
    }

    private async ValueTask<SalesTask?> FollowAsync(
        SalesTask task,
        CalendarIndex index,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var sla = task.Sla!;
        var stack = index.Of(await QuestionAsync(task, cancellationToken), now).Stack;
        var clock = sla.Clock.Follow(stack, now);
        if (ReferenceEquals(clock, sla.Clock))
            return null;
        await times.LoadAsync(clock, cancellationToken);
        return task.TurnClock(_ => clock, times, now) with
        {
            Version = task.Version + 1,
            UpdatedAt = now,
            UpdatedBy = Actor.System.Id,
        };
    }

    /// <summary>A policy that named its calendar keeps it, also when the policy is gone since.</summary>
    private async ValueTask<CalendarQuestion> QuestionAsync(
        SalesTask task,
        CancellationToken cancellationToken
    )
    {
        var named =
            task.Sla!.PolicyId is { } id
            && await policies.FindAsync(id, cancellationToken) is not { CalendarId: null };
        return named
            ? new CalendarQuestion(task.Sla.CalendarId, null, null)
            : new CalendarQuestion(null, task.OwnerId, task.TeamId);
    }

    /// <summary>One by one when somebody changed one of them meanwhile, which is then left to the next
    /// walk.</summary>
    private async Task<int> WriteAsync(
        IReadOnlyList<MovedClock> clocks,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (clocks.Count == 0)
            return 0;
        var batch = new WriteBatch();
        foreach (var clock in clocks)
            clock.AddTo(batch, command);
        if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
            return clocks.Count;
        var written = 0;
        foreach (var clock in clocks)
        {
            if (
                (
                    await store.CommitAsync(
                        clock.AddTo(new WriteBatch(), command),
                        cancellationToken
                    )
                ).IsCommitted
            )
                written++;
        }

        return written;
    }

    private sealed record MovedClock(SalesTask Before, SalesTask After)
    {
        public WriteBatch AddTo(WriteBatch batch, Command command)
        {
            batch.Replace(SalesTasks.Collection, After);
            return TaskDecisions.Rescheduled(Before, After) is { } type
                ? batch.AddEvent(type, After, command)
                : batch;
        }
    }
}
