using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Functions.Passwords;
using KoSales.Functions.References;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Agents;

/// <summary>Takes agents on, changes them, lets them go.</summary>
public sealed class AgentDesk(
    IDocumentStore store,
    AgentWriter writer,
    AgentPlaces places,
    PasswordVault vault,
    IEnumerable<IPortfolioMoves> moves,
    ReferenceCatalogue references,
    ILogger<AgentDesk> logger
)
{
    public async Task<Verdict<Agent>> HireAsync(
        CreateAgent body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var checkedDraft = await DraftAsync(body, cancellationToken);
        if (checkedDraft.IsRefused)
            return checkedDraft;
        var draft = checkedDraft.Value;
        if (await writer.FindByEmailAsync(draft.Email, cancellationToken) is { } other)
            return AgentWriter.EmailTaken(other.Id.Value);
        string? hash = null;
        if (
            body.Password is { } password
            && (hash = await vault.HashAsync(password, cancellationToken)) is null
        )
            return AuthFaults.Busy;
        return await InsertAsync(draft with { PasswordHash = hash }, command, cancellationToken);
    }

    private async Task<Verdict<Agent>> DraftAsync(
        CreateAgent body,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [];
        var draft = AgentForm.Draft(body, faults);
        if (body.Password is { } wanted && PasswordPolicy.Check(wanted, body.Email) is { } weak)
            faults.Add(weak);
        faults.AddRange(await places.CheckAsync(null, draft, cancellationToken));
        return faults.Count > 0 ? Verdict<Agent>.Refuse(faults) : draft;
    }

    private async Task<Verdict<Agent>> InsertAsync(
        Agent draft,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var at = await store.AllocateAsync(AgentId.Format.Counter, 1, cancellationToken);
        var hired = AgentDecisions.Hire(
            draft with
            {
                Id = EntityIds.At<AgentId>(at),
            },
            command,
            CompanyDay.Of(command.Now)
        );
        return hired.IsRefused
            ? hired
            : await writer.InsertAsync(hired.Value, command, cancellationToken);
    }

    /// <summary>Open leads and tasks follow to another team.</summary>
    public async Task<Verdict<Agent>> EditAsync(
        AgentId id,
        PatchRequest<EditAgent> request,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var edited = await ChangeAsync(id, request, command, cancellationToken);
        if (edited.IsRefused || edited.Value.TeamMovedAt is null)
            return edited;
        foreach (var portfolio in moves)
            await portfolio.FollowAsync(edited.Value, cancellationToken);
        return edited;
    }

    private Task<Verdict<Agent>> ChangeAsync(
        AgentId id,
        PatchRequest<EditAgent> request,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            id,
            command,
            current => EditedAsync(current, request, command, cancellationToken),
            cancellationToken
        );

    private async Task<Verdict<Agent>> EditedAsync(
        Agent current,
        PatchRequest<EditAgent> request,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [];
        var proposed = AgentForm.Propose(current, request, faults);
        if (proposed.IsRefused)
            return proposed;
        var edited = current.Edit(proposed.Value, command, CompanyDay.Of(command.Now));
        if (
            faults.Count == 0
            && !edited.IsRefused
            && AgentDecisions.Leaves(current, edited.Value)
            && await InUseAsync(current.Id, cancellationToken) is { } inUse
        )
            return inUse;
        faults.AddRange(edited.Faults);
        faults.AddRange(await places.CheckAsync(current, proposed.Value, cancellationToken));
        return faults.Count > 0 ? Verdict<Agent>.Refuse(faults) : edited;
    }

    /// <param name="condition">Null when the caller does not mind which version is removed.</param>
    public Task<Verdict<Agent>> RemoveAsync(
        AgentId id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            id,
            command,
            async current =>
            {
                if (condition?.Check(id.Value, current.Version) is { } stale)
                    return stale;
                return await InUseAsync(id, cancellationToken) is { } inUse
                    ? inUse
                    : current.Remove(command);
            },
            cancellationToken
        );

    /// <summary>What a workflow would silently do without; null for an agent whom none names.</summary>
    public ValueTask<Fault?> InUseAsync(AgentId id, CancellationToken cancellationToken) =>
        references.ObjectionAsync(Referred.Agent, id.Value, cancellationToken);

    public Task<Verdict<Agent>> RestoreAsync(
        AgentId id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            id,
            command,
            async current =>
            {
                var restored = current.Restore(command);
                if (restored.IsRefused)
                    return restored;
                var misplaced = await places.CheckAsync(null, current, cancellationToken);
                return misplaced.Count > 0 ? Verdict<Agent>.Refuse(misplaced) : restored;
            },
            cancellationToken,
            deleted: true
        );

    /// <summary>Forgets the wrong passwords, and the lock that they caused.</summary>
    public Task<Verdict<Agent>> UnlockAsync(
        AgentId id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            id,
            command,
            current => Task.FromResult<Verdict<Agent>>(current.Unlocked().Next(command)),
            cancellationToken
        );

    /// <summary>For administrators, on others: ends every session of the agent and unlocks the
    /// account.</summary>
    public async Task<Verdict<Agent>> SetPasswordAsync(
        AgentId id,
        string password,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (id.Value == command.Actor.Id)
            return Fault.Conflict(
                "auth.own_password",
                "Change your own password with POST /auth/password, which asks for the current one."
            );
        if (
            await store.FindAsync(Agent.Collection, id.Value, cancellationToken)
            is not { DeletedAt: null } agent
        )
            return Fault.NotFound("agent", id.Value);
        if (PasswordPolicy.Check(password, agent.Email) is { } weak)
            return weak;
        if (await vault.HashAsync(password, cancellationToken) is not { } hash)
            return AuthFaults.Busy;
        return await ReplacePasswordAsync(id, hash, command, cancellationToken);
    }

    private async Task<Verdict<Agent>> ReplacePasswordAsync(
        AgentId id,
        string hash,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var changed = await writer.ChangeAsync(
            id,
            command,
            current =>
                Task.FromResult<Verdict<Agent>>(
                    current.WithPassword(hash, command.Now).Next(command)
                ),
            cancellationToken
        );
        if (!changed.IsRefused)
            PasswordLog.Changed(logger, id.Value, command.Actor.Id);
        return changed;
    }
}
