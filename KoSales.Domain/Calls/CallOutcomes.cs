using KoSales.Domain.Tasks;
using NodaTime;

namespace KoSales.Domain.Calls;

/// <summary>Which call task a call completes, and with which outcome.</summary>
public static class CallOutcomes
{
    /// <summary>The outcome that the disposition stands for; null where the step has none like it, so that
    /// nothing is guessed.</summary>
    /// <param name="outcomes">Those of the step; none: any word will do.</param>
    public static string? Of(CallDisposition disposition, IReadOnlyList<TaskOutcome> outcomes)
    {
        var words = WordsFor(disposition);
        return outcomes.Count == 0
            ? words[0]
            : words.FirstOrDefault(w => outcomes.Any(o => o.Key == w));
    }

    /// <summary>The open call task that was there when the call took place: the agent's own before one that
    /// nobody owns, then the one due first. Null when there is none.</summary>
    public static SalesTask? TaskOf(Call call, IEnumerable<SalesTask> open)
    {
        var at = call.EndedAt ?? call.ContactAt;
        return open.Where(t => t.Type == TaskType.Call && t.IsOpen && t.CreatedAt <= at)
            .Where(t => t.OwnerId is null || t.OwnerId == call.AgentId)
            .OrderBy(t => t.OwnerId is null)
            .ThenBy(t => t.DueAt ?? Instant.MaxValue)
            .FirstOrDefault();
    }

    /// <summary>The nearest first.</summary>
    private static string[] WordsFor(CallDisposition disposition) =>
        disposition switch
        {
            CallDisposition.Connected => ["connected"],
            CallDisposition.NoAnswer => ["no_answer"],
            CallDisposition.Busy => ["busy", "no_answer"],
            CallDisposition.SwitchedOff => ["switched_off", "no_answer"],
            CallDisposition.WrongNumber => ["wrong_number"],
            CallDisposition.NotInterested => ["not_interested"],
            CallDisposition.Callback => ["callback", "connected"],
        };
}
