using System.Text.Json;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Jobs;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Cohorts;

/// <summary>Makes, changes and ends cohorts. Who belongs to them follows in
/// <see cref="CohortFollowUp"/>.</summary>
public sealed class CohortDesk(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    CohortChecks checks,
    CohortCache cache,
    CohortWriter writer,
    Commits commits
)
{
    private static readonly string[] Needed = ["name", "mode"];

    public async Task<Verdict<CohortSaved>> CreateAsync(
        CreateCohort body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = DraftOf(body, command)
            .WithPinned(PinKind.Include, body.IncludeIds ?? [], command)
            .WithPinned(PinKind.Exclude, body.ExcludeIds ?? [], command);
        var verdict = await checks.CheckAsync(draft, null, command.Actor, cancellationToken);
        if (verdict.IsRefused)
            return verdict.Refusal;
        var cohort = verdict.Value with { Id = await ids.NextAsync<CohortId>(cancellationToken) };
        return await SaveAsync(
            cohort.Key,
            async attempt =>
                await writer.AddAsync(attempt.Batch, cohort, command, cancellationToken),
            cancellationToken
        );
    }

    private static Cohort DraftOf(CreateCohort body, Command command) =>
        new()
        {
            Id = default,
            Name = body.Name.Trim(),
            Description = body.Description?.Trim(),
            Entity = body.Entity,
            TeamId = Cohort.TeamOf(command.Actor),
            Mode = body.Mode ?? UsualMode(body),
            Rule = RuleOf(body.Rule),
            OnEnter = CohortActionBody.Actions(body.OnEnter),
            OnExit = CohortActionBody.Actions(body.OnExit),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>Rule and lists are replaced as a whole.</summary>
    public Task<Verdict<CohortSaved>> EditAsync(
        string id,
        PatchRequest<EditCohort> patch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            async before =>
            {
                if (patch.Patch.IfMatch.Check(id, before.Version) is { } stale)
                    return stale;
                var after = await checks.CheckAsync(
                    Patched(before, patch, command),
                    before,
                    command.Actor,
                    cancellationToken
                );
                var cleared = patch.Patch.Cleared(Needed);
                return after.IsRefused || cleared.Count > 0
                    ? Verdict<Cohort>.Refuse([.. cleared, .. after.Faults])
                    : before.Edited(after.Value, command);
            },
            command,
            cancellationToken
        );

    public async Task<Verdict<CohortSaved>> PinAsync(
        string id,
        PinCohortMembers body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(id, command, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var visible = await checks.VisibleAsync(
            found.Value.Entity,
            body.Ids,
            command.Actor,
            cancellationToken
        );
        Fault[] unknown = [.. CohortChecks.Unknown("/ids", body.Ids, visible)];
        if (unknown.Length > 0)
            return Verdict<CohortSaved>.Refuse(unknown);
        var like = PinOf(body, command);
        return await ChangeAsync(
            id,
            cohort => cohort.Pin(body.Ids, like, command),
            command,
            cancellationToken
        );
    }

    /// <summary>What the pins of the ids have in common.</summary>
    private static CohortPin PinOf(PinCohortMembers body, Command command) =>
        new(
            "",
            body.Kind ?? PinKind.Include,
            command.Actor.Id,
            command.Now,
            body.Reason?.Trim(),
            body.ExpiresAt
        );

    public Task<Verdict<CohortSaved>> UnpinAsync(
        string id,
        UnpinCohortMembers body,
        Command command,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, cohort => cohort.Unpin(body.Ids, command), command, cancellationToken);

    public Task<Verdict<CohortSaved>> PauseAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, cohort => cohort.Pause(command), command, cancellationToken);

    public Task<Verdict<CohortSaved>> ResumeAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, cohort => cohort.Resume(command), command, cancellationToken);

    /// <summary>Refused while rules of other cohorts ask for its members, as for deleting it.</summary>
    public async Task<Verdict<CohortSaved>> ArchiveAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var dependents = (await cache.CurrentAsync(cancellationToken)).DependentsOf(id);
        return await ChangeAsync(
            id,
            cohort => dependents.Count == 0 ? cohort.Archive(command) : InUse(dependents),
            command,
            cancellationToken
        );
    }

    private static Fault InUse(IEnumerable<string> dependents) =>
        Fault.Conflict(
            "cohort.in_use",
            "Rules of other cohorts ask for its members; change them first.",
            ("used_by", dependents.ToArray())
        );

    /// <summary>Refused while rules of other cohorts ask for its members.</summary>
    public async Task<Verdict<CohortSaved>> DeleteAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var dependents = (await cache.CurrentAsync(cancellationToken)).DependentsOf(id);
        return await ChangeAsync(id, Decide, command, cancellationToken);

        Verdict<Cohort> Decide(Cohort cohort)
        {
            if (condition?.Check(id, cohort.Version) is { } stale)
                return stale;
            return dependents.Count == 0 ? cohort.Delete(command) : InUse(dependents);
        }
    }

    /// <summary>Without the pins that have expired.</summary>
    public Task<Verdict<CohortSaved>> PruneAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, cohort => cohort.Pruned(command), command, cancellationToken);

    /// <summary>Freezes or thaws by what is wrong with the rule now.</summary>
    public Task<Verdict<CohortSaved>> JudgeAsync(
        string id,
        IReadOnlyList<Fault> faults,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            cohort => faults.Count > 0 ? cohort.Freeze(faults, command) : cohort.Thaw(command),
            command,
            cancellationToken
        );

    /// <summary>Queues a full evaluation.</summary>
    public async Task<Verdict<Job>> EvaluateAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(id, command, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        if (!found.Value.IsLive)
            return Fault.Conflict(
                "cohort.not_active",
                "Only an active cohort is evaluated; resume it, or mend its rule."
            );
        return await writer.QueueAsync(found.Value, command, cancellationToken);
    }

    public ValueTask<Verdict<Cohort>> FindAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        items.LoadAsync(
            CohortLists.Cohorts,
            Cohort.Collection,
            id,
            command.Actor,
            cancellationToken
        );

    public async ValueTask<CohortFigures> FiguresAsync(
        string id,
        CancellationToken cancellationToken
    ) => (await store.FindAsync(CohortFigures.Collection, id, cancellationToken))!;

    private Task<Verdict<CohortSaved>> ChangeAsync(
        string id,
        Func<Cohort, Verdict<Cohort>> decide,
        Command command,
        CancellationToken cancellationToken
    ) => ChangeAsync(id, cohort => new(decide(cohort)), command, cancellationToken);

    private Task<Verdict<CohortSaved>> ChangeAsync(
        string id,
        Func<Cohort, ValueTask<Verdict<Cohort>>> decide,
        Command command,
        CancellationToken cancellationToken
    ) =>
        SaveAsync(
            id,
            async attempt =>
            {
                var found = await FindAsync(id, command, cancellationToken);
                if (found.IsRefused)
                    return found.Refusal;
                if (found.Value.ObjectionTo(command.Actor) is { } objection)
                    return objection;
                var decided = await decide(found.Value);
                if (decided.IsRefused)
                    return decided.Refusal;
                return await writer.AddAsync(
                    attempt.Batch,
                    found.Value,
                    decided.Value,
                    command,
                    cancellationToken
                );
            },
            cancellationToken
        );

    private Task<Verdict<CohortSaved>> SaveAsync(
        string id,
        Func<Attempt, ValueTask<Verdict<CohortSaved>>> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Fault.Busy("cohort.busy", $"The cohort {id}"),
            attempt =>
            {
                attempt.WhenSettled(cache.Evict);
                return decide(attempt);
            },
            cancellationToken
        );

    private static Cohort Patched(Cohort before, PatchRequest<EditCohort> patch, Command command)
    {
        var (edit, sent) = (patch.Edit, patch.Patch);
        var draft = PatchedActions(before, patch) with
        {
            Name = edit.Name?.Trim() ?? before.Name,
            Description = sent.Has("description") ? edit.Description?.Trim() : before.Description,
            TeamId = before.TeamId ?? Cohort.TeamOf(command.Actor),
            Mode = edit.Mode ?? before.Mode,
            Rule = sent.Has("rule") ? RuleOf(edit.Rule) : before.Rule,
        };
        return PatchedPins(draft, patch, command);
    }

    private static Cohort PatchedPins(Cohort draft, PatchRequest<EditCohort> patch, Command command)
    {
        if (patch.Patch.Has("include_ids"))
            draft = draft.WithPinned(PinKind.Include, patch.Edit.IncludeIds ?? [], command);
        if (patch.Patch.Has("exclude_ids"))
            draft = draft.WithPinned(PinKind.Exclude, patch.Edit.ExcludeIds ?? [], command);
        return draft;
    }

    private static Cohort PatchedActions(Cohort before, PatchRequest<EditCohort> patch)
    {
        var (edit, sent) = (patch.Edit, patch.Patch);
        return before with
        {
            OnEnter = sent.Has("on_enter")
                ? CohortActionBody.Actions(edit.OnEnter)
                : before.OnEnter,
            OnExit = sent.Has("on_exit") ? CohortActionBody.Actions(edit.OnExit) : before.OnExit,
        };
    }

    private static CohortMode UsualMode(CreateCohort body)
    {
        if (RuleOf(body.Rule) is null)
            return CohortMode.Static;
        var isPinned = body is { IncludeIds.Count: > 0 } or { ExcludeIds.Count: > 0 };
        return isPinned ? CohortMode.Hybrid : CohortMode.Dynamic;
    }

    private static JsonElement? RuleOf(JsonElement? rule) =>
        rule is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : rule;
}
