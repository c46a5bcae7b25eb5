using System.Text.Json;
using KoSales.Domain.Kernel;
using KoSales.Domain.Sla;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars;
using KoSales.Functions.References;
using KoSales.Functions.Storage;

namespace KoSales.Functions.Sla;

/// <summary>Makes, changes and deletes SLA policies. Clocks keep what they started with; what would start
/// new ones by a policy keeps it from being deleted.</summary>
public sealed class SlaPolicyDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    PolicyBook policies,
    CalendarBook calendars,
    ReferenceBook references
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
        var found = await LoadAsync(id, patch.Patch.IfMatch, command, cancellationToken);
        if (found.IsRefused)
            return found;
        var applied = Applied(patch.Patch, found.Value, command);
        if (applied.IsRefused)
            return applied;
        var edited = applied.Value;
        if (await FaultsAsync(edited, cancellationToken) is { Count: > 0 } faults)
            return Verdict<SlaPolicy>.Refuse(faults);
        return await CommitAsync(
            new WriteBatch().Replace(SlaPolicies.Collection, edited),
            edited,
            command,
            cancellationToken
        );
    }

    private static Verdict<SlaPolicy> Applied(
        PatchRequest patch,
        SlaPolicy current,
        Command command
    )
    {
        if (Cleared(patch) is { Length: > 0 } cleared)
            return Verdict<SlaPolicy>.Refuse(cleared);
        var applied = patch.ApplyTo(SlaPolicies.Collection, current);
        if (applied.IsRefused)
            return Verdict<SlaPolicy>.Refuse(applied.Faults);
        var edited = applied.Value.Document;
        return Next(edited with { Name = edited.Name.Trim() }, current, command);
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
        var found = await LoadAsync(id, condition, command, cancellationToken);
        if (found.IsRefused)
            return found;
        if (await references.ObjectionAsync(Referred.SlaPolicy, id, cancellationToken) is { } inUse)
            return inUse;
        var deleted = Next(found.Value, found.Value, command) with { DeletedAt = command.Now };
        return await CommitAsync(
            new WriteBatch().Replace(SlaPolicies.Collection, deleted),
            deleted,
            command,
            cancellationToken
        );
    }

    private ValueTask<Verdict<SlaPolicy>> LoadAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) =>
        items.LoadAsync(
            SlaPolicyLists.Policies,
            SlaPolicies.Collection,
            id,
            condition,
            command.Actor,
            cancellationToken
        );

    private async Task<Verdict<SlaPolicy>> CommitAsync(
        WriteBatch batch,
        SlaPolicy policy,
        Command command,
        CancellationToken cancellationToken
    )
    {
        command.Seal(batch, policy);
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
        var shelf = await calendars.CurrentAsync(cancellationToken);
        if (!shelf.Calendars.ContainsKey(calendar))
            faults.Add(
                Fault.Invalid("/calendar_id", "calendar.unknown", "There is no such calendar.")
            );
        return faults;
    }

    private static IEnumerable<Fault> WarningFaults(IReadOnlyList<int> percents)
    {
        for (var i = 0; i < percents.Count; i++)
        {
            if (percents[i] is < 1 or > 99)
                yield return Fault.Invalid(
                    $"/warn_at_percent/{i}",
                    "out_of_range",
                    "A warning is given between 1 and 99 percent."
                );
        }
    }

    private static IEnumerable<Fault> PauseFaults(IReadOnlyList<TaskState> states)
    {
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i] is TaskState.Done or TaskState.Cancelled or TaskState.Skipped)
                yield return Fault.Invalid(
                    $"/pause_on/{i}",
                    "not_allowed",
                    "A clock pauses in pending, in_progress or on_hold; in the others it has stopped."
                );
        }
    }

    private static Fault[] Cleared(PatchRequest patch) =>
        [
            .. Needed
                .Where(member =>
                    patch.Body.TryGetProperty(member, out var value)
                    && value.ValueKind == JsonValueKind.Null
                )
                .Select(member =>
                    Fault.Invalid("/" + member, "required", "This member cannot be cleared.")
                ),
        ];

    private static SlaPolicy Next(SlaPolicy policy, SlaPolicy before, Command command) =>
        policy with
        {
            Version = before.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
