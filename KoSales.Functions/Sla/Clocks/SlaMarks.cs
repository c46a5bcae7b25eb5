using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>The two things that the sweep marks, as queries and as conditional writes with their
/// events.</summary>
internal static class SlaMarks
{
    private static readonly SortKey ByDue = new("sla.due_at", FieldType.Instant);
    private static readonly SortKey ByWarning = new("sla.warn_at", FieldType.Instant);

    /// <summary>Open clocks past due and not marked, the longest overdue first.</summary>
    public static Query Overdue(Instant now, int limit) =>
        new(
            SalesTasks.Collection,
            Filter.AllOf(SalesTasks.Sweepable("sla.breached_at"), UpTo("sla.due_at", now))
        )
        {
            Sort = [ByDue],
            Limit = limit,
        };

    /// <summary>Open clocks past the instant of their next warning.</summary>
    public static Query Warnable(Instant now, int limit) =>
        new(
            SalesTasks.Collection,
            Filter.AllOf(Filter.In("status", ["pending", "in_progress"]), UpTo("sla.warn_at", now))
        )
        {
            Sort = [ByWarning],
            Limit = limit,
        };

    /// <summary>Refused at commit unless the task is still open, due at the same instant and not marked. A
    /// breach makes further warnings pointless.</summary>
    public static void AddBreach(this WriteBatch batch, SalesTask task, Command command)
    {
        var due = task.Sla!.DueAt!.Value;
        var unmarked = Filter.AllOf(
            Is(task),
            SalesTasks.Sweepable("sla.breached_at"),
            At("sla.due_at", due)
        );
        var marks = new Dictionary<string, string?>
        {
            ["sla.breached_at"] = JsonText.Of(due),
            ["sla.detected_at"] = JsonText.Of(command.Now),
            ["sla.warn_at"] = null,
        };
        batch.Mark(unmarked, marks, command);
        batch
            .EmitBreach(task, command)
            .Insert(Activities.Collection, ClockEntries.OfTask(task, command));
    }

    private static void Mark(
        this WriteBatch batch,
        Filter unmarked,
        Dictionary<string, string?> marks,
        Command command
    ) =>
        batch.Patch(
            SalesTasks.Collection,
            unmarked,
            new Patch(command.Now, command.Actor.Id) { Set = marks },
            expected: 1
        );

    /// <summary>Marks the last warning that has come due, and when the next one will. Of several that came
    /// due while nobody looked, the last one is told.</summary>
    public static void AddWarning(
        this WriteBatch batch,
        SalesTask task,
        IClockTimes times,
        Command command
    )
    {
        var sla = task.Sla!;
        var warnings = WarningsOf(sla, times);
        var passed = warnings.LastOrDefault(w => w.At <= command.Now);
        var next = warnings.FirstOrDefault(w => w.At > command.Now);
        var unmarked = Filter.AllOf(
            Is(task),
            Filter.In("status", ["pending", "in_progress"]),
            At("sla.warn_at", sla.WarnAt!.Value)
        );
        batch.Mark(unmarked, MarksOf(passed.At, next.At), command);
        if (passed.At > (sla.WarnedAt ?? Instant.MinValue))
            batch.EmitWarning(task, passed.Percent, command);
    }

    private static Dictionary<string, string?> MarksOf(Instant? warnedAt, Instant? warnAt)
    {
        var marks = new Dictionary<string, string?>
        {
            ["sla.warn_at"] = warnAt is { } next ? JsonText.Of(next) : null,
        };
        if (warnedAt is { } passed)
            marks["sla.warned_at"] = JsonText.Of(passed);
        return marks;
    }

    private static Warning[] WarningsOf(TaskSla sla, IClockTimes times)
    {
        var reading = new ClockReading(sla.Clock, times);
        var percents = sla.WarnAtPercent ?? SlaTerms.UsualWarnings;
        return [.. percents.Select(percent => new Warning(percent, reading.WarnAt(percent)))];
    }

    /// <param name="At">Null while the clock does not run.</param>
    private readonly record struct Warning(int Percent, Instant? At);

    private static Filter Is(SalesTask task) => Filter.Eq("id", task.Id.Value);

    internal static Filter UpTo(string field, Instant now) =>
        new Filter.Condition(field, FilterOperator.Lte, new FilterValue.Moment(now));

    internal static Filter At(string field, Instant instant) =>
        new Filter.Condition(field, FilterOperator.Eq, new FilterValue.Moment(instant));
}
