using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars.Previews;

/// <summary>Counts by a calendar that is not saved.</summary>
public static class CalendarPreview
{
    /// <summary>Everything asked, in the order asked, or every fault with a pointer.</summary>
    public static Verdict<CalendarPreviewView> Of(PreviewCalendar body, Instant now)
    {
        Fault[] faults = [.. FaultsOf(body)];
        var compiled = CalendarFormReader.Compile(body.Calendar, now, "/calendar");
        if (compiled.IsRefused || faults.Length > 0)
            return Verdict<CalendarPreviewView>.Refuse([.. compiled.Faults, .. faults]);
        return Counted(body, compiled.Value);
    }

    private static Verdict<CalendarPreviewView> Counted(PreviewCalendar body, WorkingTime time)
    {
        Instant[] due = [.. (body.Deadlines ?? []).Select(d => DueOf(d, time))];
        Fault[] unreachable = [.. Unreachable(due)];
        if (unreachable.Length > 0)
            return Verdict<CalendarPreviewView>.Refuse(unreachable);
        MinutesView[] minutes = [.. (body.Spans ?? []).Select(s => MinutesOf(s, time))];
        return new CalendarPreviewView([.. due.Select(d => new DueView(d))], minutes);
    }

    private static IEnumerable<Fault> FaultsOf(PreviewCalendar body)
    {
        foreach (var (i, deadline) in (body.Deadlines ?? []).Index())
        {
            foreach (var fault in DeadlineFaults(deadline, $"/deadlines/{i}"))
                yield return fault;
        }

        foreach (var (i, span) in (body.Spans ?? []).Index())
        {
            foreach (var fault in SpanFaults(span, $"/spans/{i}"))
                yield return fault;
        }
    }

    private static MinutesView MinutesOf(PreviewSpan span, WorkingTime time) =>
        new((long)time.Elapsed(span.From, span.To).TotalMinutes);

    private static Instant DueOf(PreviewDeadline asked, WorkingTime time) =>
        time.Deadline(
            asked.From,
            Duration.FromMinutes(asked.Minutes),
            [.. (asked.Pauses ?? []).Select(p => new Interval(p.From, p.To))]
        );

    private static IEnumerable<Fault> DeadlineFaults(PreviewDeadline asked, string pointer) =>
        InstantFaults(asked.From, pointer + "/from")
            .Concat(
                (asked.Pauses ?? []).SelectMany((p, i) => SpanFaults(p, $"{pointer}/pauses/{i}"))
            );

    private static IEnumerable<Fault> SpanFaults(PreviewSpan span, string pointer)
    {
        if (span.To < span.From)
            yield return Fault.Invalid(
                pointer + "/to",
                "calendar.span_backwards",
                "A span ends at or after the instant it begins."
            );
        foreach (
            var fault in InstantFaults(span.From, pointer + "/from")
                .Concat(InstantFaults(span.To, pointer + "/to"))
        )
            yield return fault;
    }

    private static IEnumerable<Fault> InstantFaults(Instant instant, string pointer) =>
        instant < WorkingTime.Earliest || instant >= WorkingTime.Latest
            ?
            [
                Fault.Invalid(
                    pointer,
                    "calendar.out_of_range",
                    "Calendars count between the years 1900 and 2299."
                ),
            ]
            : [];

    private static IEnumerable<Fault> Unreachable(IEnumerable<Instant> due)
    {
        foreach (var (i, instant) in due.Index())
        {
            if (instant >= WorkingTime.Latest)
                yield return Fault.Invalid(
                    $"/deadlines/{i}/minutes",
                    "calendar.unreachable",
                    "The calendar has not so much working time before the year 2300."
                );
        }
    }
}
