using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.References;

namespace KoSales.Functions.Sla.Policies;

/// <summary>Makes, changes and deletes SLA policies. Clocks keep what they started with; what would start
/// new ones by a policy keeps it from being deleted.</summary>
public sealed class SlaPolicyDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    SlaPolicyCache policies,
    CalendarCache calendars,
    ReferenceCatalogue references
)
{
    private static readonly string[] Needed = ["name", "target_minutes", "clock"];

    public async Task<Verdict<SlaPolicy>> CreateAsync(
        CreateSlaPolicy body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = DraftOf(body, command);
        if (await FaultsAsync(draft, cancellationToken) is { Count: > 0 } faults)
            return Verdict<SlaPolicy>.Refuse(faults);
        var policy = draft with { Id = await ids.NextAsync<SlaPolicyId>(cancellationToken) };
        return await CommitAsync(
            new WriteBatch().Insert(SlaPolicies.Collection, policy),
            policy,
            command,
            cancellationToken
        );
    }

    private static SlaPolicy DraftOf(CreateSlaPolicy body, Command command) =>
        new()
        {
            Id = default,
            Name = body.Name.Trim(),
            CalendarId = body.CalendarId,
            TargetMinutes = body.TargetMinutes.Targets(),
            WarnAtPercent = body.WarnAtPercent ?? SlaTerms.UsualWarnings,
            PauseOn = body.PauseOn ?? SlaTerms.UsualPauses,
            Clock = body.Clock ?? ClockKind.Business,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    public async Task<Verdict<SlaPolicy>> EditAsync(
        string id,
        PatchRequest<EditSlaPolicy> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(id, patch.Patch.IfMatch, command, cancellationToken);
        if (found.IsRefused)
            return found;
        var cleared = patch.Patch.Cleared(Needed);
        var applied = patch.Patch.Without(cleared).ApplyTo(SlaPolicies.Collection, found.Value);
        if (applied.IsRefused)
            return applied.Refusal;
        var draft = applied.Value.Document;
        var edited = Next(draft with { Name = draft.Name.Trim() }, found.Value, command);
        IReadOnlyList<Fault> faults = [.. cleared, .. await FaultsAsync(edited, cancellationToken)];
        if (faults.Count > 0)
            return Verdict<SlaPolicy>.Refuse(faults);
        return await ReplaceAsync(edited, command, cancellationToken);
    }

    /// <summary>Refused while a workflow or a setting names it: new tasks would silently have no
    /// clock.</summary>
    /// <param name="condition">Null when the caller does not mind which version is deleted.</param>
    public async Task<Verdict<SlaPolicy>> DeleteAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(id, condition, command, cancellationToken);
        if (found.IsRefused)
            return found;
        if (await references.ObjectionAsync(Referred.SlaPolicy, id, cancellationToken) is { } inUse)
            return inUse;
        var deleted = Next(found.Value, found.Value, command) with { DeletedAt = command.Now };
        return await ReplaceAsync(deleted, command, cancellationToken);
    }

    /// <summary>The policy, unless it is not there or no longer at the version of the condition.</summary>
    private async ValueTask<Verdict<SlaPolicy>> FindAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            SlaPolicyLists.Policies,
            SlaPolicies.Collection,
            id,
            command.Actor,
            cancellationToken
        );
        if (!found.IsRefused && condition?.Check(id, found.Value.Version) is { } stale)
            return stale;
        return found;
    }

    private Task<Verdict<SlaPolicy>> ReplaceAsync(
        SlaPolicy policy,
        Command command,
        CancellationToken cancellationToken
    ) =>
        CommitAsync(
            new WriteBatch().Replace(SlaPolicies.Collection, policy),
            policy,
            command,
            cancellationToken
        );

    private async Task<Verdict<SlaPolicy>> CommitAsync(
        WriteBatch batch,
        SlaPolicy policy,
        Command command,
        CancellationToken cancellationToken
    )
    {
        command.RecordAnswer(batch, policy);
        var result = await store.CommitAsync(batch, cancellationToken);
        policies.Evict();
        return result.IsCommitted ? policy : IfMatch.Stale(ETags.Of(policy.Key, policy.Version));
    }

    private async ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        SlaPolicy policy,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults =
        [
            .. policy.Faults(),
            .. WarningFaults(policy.WarnAtPercent),
            .. PauseFaults(policy.PauseOn),
        ];
        if (policy.CalendarId is not { } calendar)
            return faults;
        var known = await calendars.CurrentAsync(cancellationToken);
        if (!known.Calendars.TryGetValue(calendar, out _))
            faults.Add(
                Fault.Invalid("/calendar_id", "calendar.unknown", "There is no such calendar.")
            );
        return faults;
    }

    private static IEnumerable<Fault> WarningFaults(IReadOnlyList<int> percents)
    {
        foreach (var (place, percent) in percents.Index())
        {
            if (percent is < 1 or > 99)
                yield return Fault.Invalid(
                    $"/warn_at_percent/{place}",
                    "out_of_range",
                    "A warning is given between 1 and 99 percent."
                );
        }
    }

    private static IEnumerable<Fault> PauseFaults(IReadOnlyList<TaskState> pauses)
    {
        foreach (var (place, state) in pauses.Index())
        {
            if (state is TaskState.Done or TaskState.Cancelled or TaskState.Skipped)
                yield return Fault.Invalid(
                    $"/pause_on/{place}",
                    "not_allowed",
                    "A clock pauses in pending, in_progress or on_hold; in the others it has stopped."
                );
        }
    }

    private static SlaPolicy Next(SlaPolicy policy, SlaPolicy before, Command command) =>
        policy with
        {
            Version = before.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
