using System.Runtime.CompilerServices;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars.Effective;
using NodaTime;

namespace KoSales.Functions.Sla.Reports;

/// <summary>What is reported about, checked.</summary>
public sealed record SlaReportQuestion(Instant From, Instant To, string Group);

/// <summary>Reports on clocks that ended, and on those that are open and past due: what nobody has done yet
/// is not met either.</summary>
public sealed class SlaReport(ClosedClocks closed, OverdueClocks overdue, BusinessTimes times)
{
    public static readonly Duration MostSpan = Duration.FromDays(92);

    public async Task<Verdict<SlaReportView>> ShowAsync(
        SlaReportQuestion question,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var total = new SlaTally();
        var groups = new Dictionary<string, SlaTally>(StringComparer.Ordinal);
        await foreach (var task in TasksAsync(question, command.Actor, cancellationToken))
        {
            var group = GroupOf(groups, task, question.Group);
            Count(task.Sla!.Clock, times, command.Now, total, group);
        }

        return new SlaReportView(
            question.From,
            question.To,
            question.Group,
            SlaFigures.Of(total),
            ViewsOf(groups)
        );
    }

    private async IAsyncEnumerable<SalesTask> TasksAsync(
        SlaReportQuestion question,
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (from, to) = (question.From, question.To);
        await foreach (var task in closed.ReadAsync(from, to, actor, cancellationToken))
            yield return task;
        await foreach (var task in overdue.ReadAsync(from, to, actor, cancellationToken))
            yield return task;
    }

    private static SlaTally GroupOf(
        Dictionary<string, SlaTally> groups,
        SalesTask task,
        string grouping
    )
    {
        var key = KeyOf(task, grouping) ?? "";
        if (!groups.TryGetValue(key, out var group))
            groups[key] = group = new SlaTally();
        return group;
    }

    /// <summary>Adds a clock to tallies: a stopped one as it ended; one that runs and is past due as not
    /// met, with what it has used so far.</summary>
    /// <returns>Whether it was met; null for one that still has time, which is not counted.</returns>
    internal static bool? Count(
        SlaClock clock,
        IClockTimes times,
        Instant now,
        params ReadOnlySpan<SlaTally> tallies
    )
    {
        var reading = new ClockReading(clock, times);
        if ((reading.Met ?? (reading.Due <= now ? false : null)) is not { } met)
            return null;
        var at = clock.StoppedAt ?? now;
        var used = (int)reading.Used(at).TotalMinutes;
        var overruns = met ? [] : reading.Overruns(at);
        foreach (var tally in tallies)
        {
            tally.Add(met, used, isOpen: clock.StoppedAt is null);
            foreach (var (holder, overrun) in overruns)
                tally.AddOverrun(holder, overrun);
        }

        return met;
    }

    private static IReadOnlyList<SlaGroupView> ViewsOf(Dictionary<string, SlaTally> groups) =>
        [
            .. groups
                .OrderByDescending(g => g.Value.Count)
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new SlaGroupView(g.Key, SlaFigures.Of(g.Value))),
        ];

    private static string? KeyOf(SalesTask task, string group) =>
        group switch
        {
            "team" => task.TeamId,
            "stage" => task.Stage,
            _ => task.OwnerId,
        };
}
