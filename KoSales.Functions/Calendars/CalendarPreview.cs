using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars;

/// <summary>Counts by a calendar that is not saved.</summary>
public static class CalendarPreview
{
    /// <summary>Everything asked, in the order asked, or every fault with a pointer.</summary>
    public static Verdict<CalendarPreviewView> Of(PreviewCalendar body, Instant now)
    {
        var deadlines = body.Deadlines ?? [];
        var spans = body.Spans ?? [];
        List<Fault> faults =
        [
            .. deadlines.SelectMany((d, i) => DeadlineFaults(d, $"/deadlines/{i}")),
            .. spans.SelectMany((s, i) => SpanFaults(s, $"/spans/{i}")),
        ];
        var compiled = CalendarFormReader.Compile(body.Calendar, now, "/calendar");
        if (compiled.IsRefused || faults.Count > 0)
            return Verdict<CalendarPreviewView>.Refuse([.. compiled.Faults, .. faults]);
        var due = deadlines.Select(d => DueOf(d, compiled.Value)).ToList();
        Fault[] unreachable =
        [
            .. due.Index()
                .Where(d => d.Item >= WorkingTime.Latest)
                .Select(d => Unreachable(d.Index)),
        ];
        return unreachable.Length > 0
            ? Verdict<CalendarPreviewView>.Refuse(unreachable)
            : new CalendarPreviewView(
                [.. due.Select(d => new DueView(d))],
                [
                    .. spans.Select(s => new MinutesView(
                        (long)compiled.Value.Elapsed(s.From, s.To).TotalMinutes
                    )),
                ]
            );
    }

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

    private static Fault Unreachable(int index) =>
        Fault.Invalid(
            $"/deadlines/{index}/minutes",
            "calendar.unreachable",
            "The calendar has not so much working time before the year 2300."
        );
}
