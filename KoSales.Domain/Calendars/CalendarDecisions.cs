using KoSales.Domain.Places;
using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>What may be done with a calendar.</summary>
public static class CalendarDecisions
{
    /// <summary>A new calendar with its first version.</summary>
    public static Verdict<Calendar> Found(Calendar draft, CalendarDefinition below, Command command)
    {
        var calendar = draft with
        {
            CalendarVersion = 1,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        var faults = Faults(calendar, below, command.Now);
        return faults.Count > 0 ? Verdict<Calendar>.Refuse(faults) : calendar;
    }

    /// <summary>The calendar after an edit. Another definition makes the next version, from
    /// <paramref name="effectiveFrom"/> on; a name alone does not.</summary>
    /// <param name="effectiveFrom">Null for now. Refused in the past, where clocks have counted
    /// already.</param>
    public static Verdict<Calendar> Edit(
        Calendar current,
        Calendar proposed,
        Instant? effectiveFrom,
        CalendarDefinition below,
        Command command
    )
    {
        var redefined = !Same(current, proposed);
        List<Fault> faults =
        [
            .. Faults(proposed, below, command.Now),
            .. EditFaults(current, proposed),
            .. EffectFaults(effectiveFrom, redefined, command.Now),
        ];
        if (faults.Count > 0)
            return Verdict<Calendar>.Refuse(faults);
        return proposed with
        {
            Version = current.Version + 1,
            CalendarVersion = redefined ? current.CalendarVersion + 1 : current.CalendarVersion,
            EffectiveFrom = redefined ? effectiveFrom ?? command.Now : current.EffectiveFrom,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
    }

    private static IEnumerable<Fault> EditFaults(Calendar current, Calendar proposed)
    {
        if (current.IsDefault && !proposed.IsDefault)
            yield return Fault.Invalid(
                "/is_default",
                "calendar.default_needed",
                "Make another calendar the default instead."
            );
    }

    private static IEnumerable<Fault> EffectFaults(
        Instant? effectiveFrom,
        bool redefined,
        Instant now
    )
    {
        if (effectiveFrom < now)
            yield return Fault.Invalid(
                "/effective_from",
                "calendar.effective_in_past",
                "A change takes effect now or later; clocks have counted by the old hours until now."
            );
        if (effectiveFrom is not null && !redefined)
            yield return Fault.Invalid(
                "/effective_from",
                "calendar.nothing_to_change",
                "There is no change of hours that could take effect."
            );
    }

    public static Verdict<Calendar> Delete(Calendar current, Command command) =>
        current.IsDefault
            ? Fault.Conflict(
                "calendar.is_default",
                "The default calendar is not deleted; make another one the default first."
            )
            : current with
            {
                Version = current.Version + 1,
                DeletedAt = command.Now,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            };

    /// <summary>Every fault of a calendar as a whole; windows are checked for length here, for form where
    /// they are read.</summary>
    /// <param name="below">What a layer lies on, so that both together are checked for working time.</param>
    public static IReadOnlyList<Fault> Faults(
        Calendar calendar,
        CalendarDefinition below,
        Instant now
    )
    {
        List<Fault> faults = [.. Membership(calendar)];
        if (calendar.StateCode is { } state && !StateCodes.Names.ContainsKey(state))
            faults.Add(
                Fault.Invalid(
                    "/state_code",
                    "calendar.unknown_state",
                    "A state is a two-digit GST state code."
                )
            );
        if (faults.Count > 0)
            return [.. faults, .. CalendarCheck.WindowFaults(calendar.Week, calendar.Holidays, "")];
        return CalendarCheck.Compile(Complete(calendar, below), now).Faults;
    }

    private static CalendarDefinition Complete(Calendar calendar, CalendarDefinition below) =>
        calendar.Kind switch
        {
            CalendarKind.Base => new CalendarDefinition(
                calendar.TimeZone!,
                calendar.Week,
                calendar.Holidays
            ),
            CalendarKind.Holidays => below with { Holidays = calendar.Holidays },
            CalendarKind.Shift => below with
            {
                Week = calendar.Week.IsEmpty ? below.Week : calendar.Week,
                Holidays = calendar.Holidays,
            },
        };

    private static IEnumerable<Fault> Membership(Calendar calendar)
    {
        if (calendar.Name.Length == 0)
            yield return Fault.Invalid(
                "/name",
                "calendar.name_blank",
                "A name has at least one character."
            );
        if (calendar.Kind == CalendarKind.Base != calendar.TimeZone is not null)
            yield return Fault.Invalid(
                "/time_zone",
                "calendar.zone_of_base",
                "A base calendar has a time zone; the layers on top of it have none."
            );
        foreach (var fault in HolidayFaults(calendar))
            yield return fault;
        if (calendar.IsDefault && calendar.Kind != CalendarKind.Base)
            yield return Fault.Invalid(
                "/is_default",
                "calendar.default_is_base",
                "Only a base calendar can be the default."
            );
    }

    private static IEnumerable<Fault> HolidayFaults(Calendar calendar)
    {
        if (calendar.Kind != CalendarKind.Holidays)
            yield break;
        if (calendar.StateCode is null)
            yield return Fault.Invalid(
                "/state_code",
                "calendar.state_missing",
                "Name the state whose holidays these are."
            );
        if (!calendar.Week.IsEmpty)
            yield return Fault.Invalid(
                "/week",
                "calendar.week_of_holidays",
                "A state's holidays have no weekly hours; make it a shift."
            );
    }

    private static bool Same(Calendar a, Calendar b) =>
        a.TimeZone == b.TimeZone
        && a.StateCode == b.StateCode
        && a.Week.SameAs(b.Week)
        && Holiday.Same(a.Holidays, b.Holidays);
}
