using KoSales.Domain.Agents;
using KoSales.Domain.Teams;
using KoSales.Functions.Calendars;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Teams;

/// <summary>Founds, changes and dissolves teams.</summary>
public sealed class TeamDesk(IDocumentStore store, Commits commits)
{
    public async Task<Verdict<Team>> FoundAsync(
        CreateTeam body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = new Team
        {
            Id = default,
            Name = body.Name.Trim(),
            ManagerId = body.ManagerId,
            CalendarId = body.CalendarId,
        };
        var faults = await CheckAsync(null, draft, cancellationToken);
        if (faults.Count > 0)
            return Verdict<Team>.Refuse(faults);
        return await FindByNameAsync(draft, cancellationToken) is { } other
            ? NameTaken(other)
            : await InsertAsync(draft, command, cancellationToken);
    }

    private async Task<Verdict<Team>> InsertAsync(
        Team draft,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var id = EntityIds.At<TeamId>(
            await store.AllocateAsync(TeamId.Format.Counter, 1, cancellationToken)
        );
        var team = Team.Found(draft with { Id = id }, command);
        var batch = new WriteBatch().Insert(Team.Collection, team);
        command.RecordAnswer(batch, team);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? team
            : NameTaken(await FindByNameAsync(team, cancellationToken));
    }

    public Task<Verdict<Team>> EditAsync(
        TeamId id,
        PatchRequest<EditTeam> request,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            command,
            current => EditedAsync(current, request, command, cancellationToken),
            cancellationToken
        );

    private async Task<Verdict<Team>> EditedAsync(
        Team current,
        PatchRequest<EditTeam> request,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var cleared = request.Patch.Cleared(["name"]);
        var applied = request.Patch.Without(cleared).ApplyTo(Team.Collection, current);
        if (applied.IsRefused)
            return applied.Refusal;
        var patched = applied.Value.Document;
        var proposed = patched with { Name = patched.Name.Trim() };
        Fault[] faults = [.. cleared, .. await CheckAsync(current, proposed, cancellationToken)];
        return faults.Length > 0 ? Verdict<Team>.Refuse(faults) : proposed.Next(command);
    }

    /// <param name="condition">Null when the caller does not mind which version is dissolved.</param>
    public Task<Verdict<Team>> DissolveAsync(
        TeamId id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            command,
            current =>
                Task.FromResult(
                    condition?.Check(id.Value, current.Version) is { } stale
                        ? stale
                        : current.Dissolve(command)
                ),
            cancellationToken
        );

    public Task<Verdict<Team>> RestoreAsync(
        TeamId id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            command,
            current => Task.FromResult(current.Restore(command)),
            cancellationToken,
            deleted: true
        );

    private Task<Verdict<Team>> ChangeAsync(
        TeamId id,
        Command command,
        Func<Team, Task<Verdict<Team>>> decide,
        CancellationToken cancellationToken,
        bool deleted = false
    ) =>
        commits.DecideAsync<Team>(
            Fault.Busy("team.busy", $"The team {id}"),
            async attempt =>
            {
                var current = await store.FindAsync(Team.Collection, id.Value, cancellationToken);
                if (current is null || current.DeletedAt is not null != deleted)
                    return Fault.NotFound("team", id.Value);
                var decided = await decide(current);
                if (decided.IsRefused)
                    return decided;
                attempt.Batch.Replace(Team.Collection, decided.Value);
                command.RecordAnswer(attempt.Batch, decided.Value);
                return decided;
            },
            cancellationToken,
            async (team, _) => NameTaken(await FindByNameAsync(team, cancellationToken))
        );

    private async Task<IReadOnlyList<Fault>> CheckAsync(
        Team? before,
        Team after,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [];
        if (after.Name.Length == 0)
            faults.Add(
                Fault.Invalid("/name", "team.name_blank", "A name has at least one character.")
            );
        if (
            after.ManagerId is { } id
            && id != before?.ManagerId
            && await store.FindAsync(Agent.Collection, id.Value, cancellationToken)
                is not { MayLead: true }
        )
            faults.Add(ManagerUnfit);
        if (
            after.CalendarId is { } calendar
            && calendar != before?.CalendarId
            && !await store.HasCalendarAsync(calendar, cancellationToken)
        )
            faults.Add(CalendarReads.NoCalendar);
        return faults;
    }

    private static readonly Fault ManagerUnfit = Fault.Invalid(
        "/manager_id",
        "team.manager_unfit",
        "The manager is an active agent with the role manager or admin."
    );

    private ValueTask<Team?> FindByNameAsync(Team team, CancellationToken cancellationToken) =>
        store.FirstAsync(
            Team.Collection,
            Filter.AllOf(Filter.Eq("name_key", team.NameKey), Filter.Missing("deleted_at")),
            cancellationToken
        );

    private static Fault NameTaken(Team? other) =>
        Fault.Conflict(
            "team.duplicate_name",
            "Another team has this name.",
            (Fault.ExistingId, other?.Id.Value ?? "")
        ) with
        {
            Pointer = "/name",
        };
}
