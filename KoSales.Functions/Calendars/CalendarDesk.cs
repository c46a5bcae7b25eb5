using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars;

/// <summary>Makes, changes and deletes calendars. Each change of hours is a version of its own, kept for
/// good.</summary>
public sealed class CalendarDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    CalendarCache cache,
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
        var kind = body.Kind ?? CalendarKind.Base;
        var draft = new Calendar
        {
            Id = default,
            Name = body.Name.Trim(),
            Kind = kind,
            StateCode = body.StateCode,
            IsDefault = body.IsDefault ?? false,
            TimeZone =
                body.TimeZone
                ?? (kind == CalendarKind.Base ? CalendarDefinition.Default.TimeZone : null),
            Week = reader.Week(body.Week),
            Holidays = reader.Holidays(body.Holidays),
            EffectiveFrom = body.EffectiveFrom ?? command.Now,
        };
        var founded = CalendarDecisions.Found(
            draft,
            await BelowAsync(command.Now, cancellationToken),
            command
        );
        if (founded.IsRefused || reader.Faults.Count > 0)
            return Refused(reader.Faults, founded.Faults);
        var calendar = founded.Value with
        {
            Id = await ids.NextAsync<CalendarId>(cancellationToken),
        };
        var batch = new WriteBatch();
        if (calendar.IsDefault)
            Dethrone(batch, calendar, command);
        batch
            .Insert(CalendarStore.Collection, calendar)
            .Insert(CalendarStore.Versions, calendar.ToVersion());
        return await CommitAsync(batch, calendar, command, cancellationToken);
    }

    public async Task<Verdict<Calendar>> EditAsync(
        string id,
        PatchRequest<EditCalendar> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            CalendarLists.Calendars,
            CalendarStore.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        if (patch.Patch.IfMatch.Check(id, found.Value.Version) is { } stale)
            return stale;
        var reader = new CalendarFormReader("");
        reader.Week(patch.Edit.Week);
        reader.Holidays(patch.Edit.Holidays);
        IReadOnlyList<Fault> faults = [.. reader.Faults, .. patch.Patch.Cleared(Needed)];
        var applied = patch.Patch.Without(faults).ApplyTo(CalendarStore.Collection, found.Value);
        if (applied.IsRefused)
            return applied.Refusal;
        var proposed = applied.Value.Document with { Name = applied.Value.Document.Name.Trim() };
        var edited = CalendarDecisions.Edit(
            found.Value,
            proposed,
            patch.Edit.EffectiveFrom,
            await BelowAsync(command.Now, cancellationToken),
            command
        );
        return edited.IsRefused || faults.Count > 0
            ? Refused(faults, edited.Faults)
            : await CommitAsync(
                BatchOf(found.Value, edited.Value, command),
                edited.Value,
                command,
                cancellationToken
            );
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
        var found = await items.LoadAsync(
            CalendarLists.Calendars,
            CalendarStore.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        if (condition?.Check(id, found.Value.Version) is { } stale)
            return stale;
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
        command.RecordAnswer(batch, calendar);
        var result = await store.CommitAsync(batch, cancellationToken);
        cache.Evict();
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
            (await cache.CurrentAsync(cancellationToken))
                .Of(new CalendarQuestion(null, null, null), now)
                .Stack
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
