using KoSales.Domain.Calendars;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Functions.Storage;
using NodaTime;

namespace KoSales.Functions.Calendars;

/// <summary>Makes, changes and deletes calendars. Each change of hours is a version of its own, kept for
/// good.</summary>
public sealed class CalendarDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    CalendarBook book,
    CalendarUses uses
)
{
    private static readonly string[] Needed = ["name", "is_default", "effective_from"];

    public async Task<Verdict<Calendar>> CreateAsync(
        CreateCalendar body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var reader = new CalendarFormReader("");
        var draft = DraftOf(body, reader, command.Now);
        var below = await BelowAsync(command.Now, cancellationToken);
        var founded = CalendarDecisions.Found(draft, below, command);
        if (founded.IsRefused || reader.Faults.Count > 0)
            return Refused(reader.Faults, founded.Faults);
        var calendar = founded.Value with
        {
            Id = await ids.NextAsync<CalendarId>(cancellationToken),
        };
        return await CommitAsync(
            FoundingOf(calendar, command),
            calendar,
            command,
            cancellationToken
        );
    }

    private static Calendar DraftOf(CreateCalendar body, CalendarFormReader reader, Instant now)
    {
        var kind = body.Kind ?? CalendarKind.Base;
        var usualZone = kind == CalendarKind.Base ? CalendarDefinition.Default.TimeZone : null;
        return new Calendar
        {
            Id = default,
            Name = body.Name.Trim(),
            Kind = kind,
            StateCode = body.StateCode,
            IsDefault = body.IsDefault ?? false,
            TimeZone = body.TimeZone ?? usualZone,
            Week = reader.Week(body.Week),
            Holidays = reader.Holidays(body.Holidays),
            EffectiveFrom = body.EffectiveFrom ?? now,
        };
    }

    private static WriteBatch FoundingOf(Calendar calendar, Command command)
    {
        var batch = new WriteBatch();
        if (calendar.IsDefault)
            Dethrone(batch, calendar, command);
        return batch
            .Insert(CalendarStore.Collection, calendar)
            .Insert(CalendarStore.Versions, calendar.ToVersion());
    }

    public async Task<Verdict<Calendar>> EditAsync(
        string id,
        PatchRequest<EditCalendar> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await LoadAsync(id, patch.Patch.IfMatch, command, cancellationToken);
        if (found.IsRefused)
            return found;
        var proposed = Proposed(patch, found.Value);
        if (proposed.IsRefused)
            return proposed;
        var edited = CalendarDecisions.Edit(
            found.Value,
            proposed.Value,
            patch.Edit.EffectiveFrom,
            (await BelowAsync(command.Now, cancellationToken), command)
        );
        return edited.IsRefused
            ? edited
            : await CommitAsync(
                BatchOf(found.Value, edited.Value, command),
                edited.Value,
                command,
                cancellationToken
            );
    }

    private static IReadOnlyList<Fault> FaultsOfForm(EditCalendar edit)
    {
        var reader = new CalendarFormReader("");
        reader.Week(edit.Week);
        reader.Holidays(edit.Holidays);
        return reader.Faults;
    }

    /// <summary>The calendar as the edit wants it, if its form is right.</summary>
    private static Verdict<Calendar> Proposed(PatchRequest<EditCalendar> patch, Calendar current)
    {
        Fault[] faults = [.. FaultsOfForm(patch.Edit), .. Cleared(patch.Patch)];
        if (faults.Length > 0)
            return Verdict<Calendar>.Refuse(faults);
        var applied = patch.Patch.ApplyTo(CalendarStore.Collection, current);
        if (applied.IsRefused)
            return Verdict<Calendar>.Refuse(applied.Faults);
        var proposed = applied.Value.Document;
        return proposed with { Name = proposed.Name.Trim() };
    }

    /// <summary>Refused while an agent, a team or a policy names it.</summary>
    /// <param name="condition">Null when the caller does not mind which version is deleted.</param>
    public async Task<Verdict<Calendar>> DeleteAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await LoadAsync(id, condition, command, cancellationToken);
        if (found.IsRefused)
            return found;
        var deleted = CalendarDecisions.Delete(found.Value, command);
        if (deleted.IsRefused)
            return deleted;
        if (await uses.OfAsync(id, cancellationToken) is { } user)
            return Fault.Conflict(
                "calendar.in_use",
                "Somebody is under this calendar; give them another one first.",
                ("used_by", new[] { user })
            );
        return await CommitAsync(
            new WriteBatch().Replace(CalendarStore.Collection, deleted.Value),
            deleted.Value,
            command,
            cancellationToken
        );
    }

    private ValueTask<Verdict<Calendar>> LoadAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) =>
        items.LoadAsync(
            CalendarLists.Calendars,
            CalendarStore.Collection,
            id,
            condition,
            command.Actor,
            cancellationToken
        );

    private static WriteBatch BatchOf(Calendar before, Calendar after, Command command)
    {
        var batch = new WriteBatch();
        if (after.IsDefault && !before.IsDefault)
            Dethrone(batch, after, command);
        batch.Replace(CalendarStore.Collection, after);
        return after.CalendarVersion == before.CalendarVersion
            ? batch
            : batch.Insert(CalendarStore.Versions, after.ToVersion());
    }

    private static void Dethrone(WriteBatch batch, Calendar heir, Command command) =>
        batch.Patch(
            CalendarStore.Collection,
            Filter.AllOf(
                new Filter.Condition("is_default", FilterOperator.Eq, new FilterValue.Flag(true)),
                new Filter.Not(Filter.Eq("id", heir.Id.Value ?? ""))
            ),
            new Patch(command.Now, command.Actor.Id)
            {
                Set = new Dictionary<string, string?> { ["is_default"] = "false" },
            }
        );

    private async Task<Verdict<Calendar>> CommitAsync(
        WriteBatch batch,
        Calendar calendar,
        Command command,
        CancellationToken cancellationToken
    )
    {
        command.Seal(batch, calendar);
        var result = await store.CommitAsync(batch, cancellationToken);
        book.Evict();
        return result.IsCommitted
            ? calendar
            : IfMatch.Stale(ETags.Of(calendar.Key, calendar.Version));
    }

    /// <summary>What a layer lies on: the company calendar of now.</summary>
    private async ValueTask<CalendarDefinition> BelowAsync(
        Instant now,
        CancellationToken cancellationToken
    ) =>
        CalendarLayers.Compose(
            (await book.CurrentAsync(cancellationToken))
                .Of(new CalendarQuestion(null, null, null), now)
                .Stack
        );

    private static IEnumerable<Fault> Cleared(PatchRequest patch) =>
        Needed
            .Where(member =>
                patch.Body.TryGetProperty(member, out var value)
                && value.ValueKind == System.Text.Json.JsonValueKind.Null
            )
            .Select(member =>
                Fault.Invalid("/" + member, "required", "This member cannot be cleared.")
            );

    private static Verdict<Calendar> Refused(
        IReadOnlyList<Fault> read,
        IReadOnlyList<Fault> decided
    ) =>
        Verdict<Calendar>.Refuse([
            .. read,
            .. decided.Where(f => read.Count == 0 || f.Code != WorkingTime.NeverWorks),
        ]);
}
