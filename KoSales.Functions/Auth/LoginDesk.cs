using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Auth;

/// <summary>Logging in and changing one's own password.</summary>
public sealed class LoginDesk(
    IDocumentStore store,
    PasswordCheck check,
    PasswordVault vault,
    SessionDesk sessions,
    AgentStandings standings,
    ILogger<LoginDesk> logger
)
{
    public async Task<Verdict<SessionView>> LogInAsync(
        LogIn login,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var checkedAgent = await check.TryAsync(
            login.Email,
            login.Password,
            command.Now,
            cancellationToken
        );
        if (checkedAgent.IsRefused)
            return Verdict<SessionView>.Refuse(checkedAgent.Faults);
        Log.LoggedIn(logger, checkedAgent.Value.Id.Value);
        return await sessions.BeginAsync(checkedAgent.Value, command.Now, cancellationToken);
    }

    /// <summary>Ends every session of the agent, and begins one for the caller.</summary>
    public async Task<Verdict<SessionView>> ChangePasswordAsync(
        ChangePassword change,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(Agent.Collection, command.Actor.Id, cancellationToken)
            is not { } self
        )
            return AuthFaults.InvalidCredentials;
        if (Objection(change, self) is { } objection)
            return objection;
        var proven = await ProveAsync(self, change.CurrentPassword, command, cancellationToken);
        if (proven.IsRefused)
            return proven.Faults[0];
        if (await vault.HashAsync(change.NewPassword, cancellationToken) is not { } hash)
            return AuthFaults.Busy;

        var changed = proven.Value.WithPassword(hash, command.Now).Next(command);
        return await SaveAsync(changed, command, cancellationToken)
            ? await sessions.BeginAsync(changed, command.Now, cancellationToken)
            : AuthFaults.TryAgain;
    }

    /// <returns>False when somebody changed the agent meanwhile.</returns>
    private async Task<bool> SaveAsync(
        Agent changed,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch().Replace(Agent.Collection, changed);
        if (!(await store.CommitAsync(batch, cancellationToken)).IsCommitted)
            return false;
        standings.Evict(changed.Id.Value);
        Log.PasswordChanged(logger, changed.Id.Value, command.Actor.Id);
        return true;
    }

    private static Fault? Objection(ChangePassword change, Agent self)
    {
        if (PasswordPolicy.Check(change.NewPassword, self.Email, "/new_password") is { } weak)
            return weak;
        return change.NewPassword == change.CurrentPassword ? AuthFaults.SamePassword : null;
    }

    /// <summary>The agent as the password check left it. Whoever is logged in may be told that it is the
    /// password which is wrong.</summary>
    private async Task<Verdict<Agent>> ProveAsync(
        Agent self,
        string password,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var proven = await check.TryAsync(self.Email, password, command.Now, cancellationToken);
        if (!proven.IsRefused)
            return proven;
        return proven.Faults[0] == AuthFaults.InvalidCredentials
            ? AuthFaults.WrongPassword
            : proven.Faults[0];
    }
}
