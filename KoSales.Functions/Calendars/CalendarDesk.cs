using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Domain.Teams;
using KoSales.Functions.Calendars.Effective;
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
        var draft = DraftOf(body, reader, command.Now);
        var below = await BelowAsync(command.Now, cancellationToken);
        var founded = CalendarDecisions.Found(draft, below, command);
        if (founded.IsRefused || reader.Faults.Count > 0)
            return Refused(reader.Faults, founded.Faults);
        var calendar = founded.Value with
        {
            Id = await ids.NextAsync<CalendarId>(cancellationToken),
        };
        return await CommitAsync(NewOf(calendar, command), calendar, command, cancellationToken);
    }

    private static WriteBatch NewOf(Calendar calendar, Command command)
    {
        var batch = new WriteBatch();
        if (calendar.IsDefault)
            Dethrone(batch, calendar, command);
        return batch
            .Insert(CalendarStore.Collection, calendar)
            .Insert(CalendarStore.Versions, calendar.ToVersion());
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

    public async Task<Verdict<Calendar>> EditAsync(
        string id,
        PatchRequest<EditCalendar> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FoundAsync(id, patch.Patch.IfMatch, command.Actor, cancellationToken);
        if (found.IsRefused)
            return found;
        var faults = FaultsOf(patch);
        var proposed = Proposed(found.Value, patch.Patch.Without(faults));
        if (proposed.IsRefused)
            return proposed;
        var below = await BelowAsync(command.Now, cancellationToken);
        var from = patch.Edit.EffectiveFrom;
        var edited = CalendarDecisions.Edit(found.Value, proposed.Value, from, below, command);
        if (edited.IsRefused || faults.Count > 0)
            return Refused(faults, edited.Faults);
        var batch = BatchOf(found.Value, edited.Value, command);
        return await CommitAsync(batch, edited.Value, command, cancellationToken);
    }

    private static Verdict<Calendar> Proposed(Calendar current, PatchRequest patch)
    {
        var applied = patch.ApplyTo(CalendarStore.Collection, current);
        if (applied.IsRefused)
            return applied.Refusal;
        var proposed = applied.Value.Document;
        return proposed with { Name = proposed.Name.Trim() };
    }

    private static IReadOnlyList<Fault> FaultsOf(PatchRequest<EditCalendar> patch)
    {
        var reader = new CalendarFormReader("");
        reader.Week(patch.Edit.Week);
        reader.Holidays(patch.Edit.Holidays);
        return [.. reader.Faults, .. patch.Patch.Cleared(Needed)];
    }

    /// <param name="condition">Null for whatever version is there.</param>
    private async Task<Verdict<Calendar>> FoundAsync(
        string id,
        IfMatch? condition,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            CalendarLists.Calendars,
            CalendarStore.Collection,
            id,
            actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found;
        return condition?.Check(id, found.Value.Version) is { } stale ? stale : found;
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
        var found = await FoundAsync(id, condition, command.Actor, cancellationToken);
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

/// <summary>Who names a calendar.</summary>
public sealed class CalendarUses(IDocumentStore store)
{
    /// <summary>The id of an agent, team or policy; null when nobody does.</summary>
    public async ValueTask<string?> OfAsync(string calendarId, CancellationToken cancellationToken)
    {
        foreach (
            var collection in new Collection[]
            {
                SlaPolicies.Collection,
                Team.Collection,
                Agent.Collection,
            }
        )
        {
            var users = new Query(
                collection,
                Filter.AllOf(Filter.Eq("calendar_id", calendarId), Filter.Missing("deleted_at"))
            )
            {
                Limit = 1,
            };
            if (await store.QueryAsync(users, cancellationToken) is [var user, ..])
                return user.Id;
        }

        return null;
    }
}
