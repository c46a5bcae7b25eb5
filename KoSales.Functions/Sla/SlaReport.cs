using KoSales.Domain.Kernel;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars;
using NodaTime;

namespace KoSales.Functions.Sla;

/// <summary>What is reported about, checked.</summary>
public sealed record SlaReportQuestion(Instant From, Instant To, string Group);

/// <summary>Reports on clocks that have stopped.</summary>
public sealed class SlaReport(ClosedClocks closed, BusinessTimes times)
{
    public static readonly Duration MostSpan = Duration.FromDays(92);

    public async Task<Verdict<SlaReportView>> ShowAsync(SlaReportQuestion question, Command command, CancellationToken cancellationToken)
    {
        var total = new SlaTally();
        var groups = new Dictionary<string, SlaTally>(StringComparer.Ordinal);
        await foreach (var task in closed.ReadAsync(question.From, question.To, command.Actor, cancellationToken))
        {
            var key = KeyOf(task, question.Group) ?? "";
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = new SlaTally();
            Count(task.Sla!.Clock, times, total, group);
        }

        return new SlaReportView(
            question.From,
            question.To,
            question.Group,
            SlaFigures.Of(total),
            [.. groups.OrderByDescending(g => g.Value.Count).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => new SlaGroupView(g.Key, SlaFigures.Of(g.Value)))]);
    }

    /// <summary>Adds a stopped clock to tallies.</summary>
    internal static bool Count(SlaClock clock, IClockTimes times, params ReadOnlySpan<SlaTally> tallies)
    {
        var reading = new ClockReading(clock, times);
        var stopped = clock.StoppedAt!.Value;
        var (met, used) = (reading.Met!.Value, (int)reading.Used(stopped).TotalMinutes);
        var overruns = met ? [] : reading.Overruns(stopped);
        foreach (var tally in tallies)
        {
            tally.Add(met, used);
            foreach (var (holder, overrun) in overruns) tally.AddOverrun(holder, overrun);
        }

        return met;
    }

    private static string? KeyOf(SalesTask task, string group) => group switch
    {
        "team" => task.TeamId,
        "stage" => task.Stage,
        _ => task.OwnerId,
    };
}
