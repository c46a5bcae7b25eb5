using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Functions.Agents;
using KoSales.Functions.Passwords;
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
            return checkedAgent.Refusal;
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
        if (PasswordPolicy.Check(change.NewPassword, self.Email, "/new_password") is { } weak)
            return weak;
        if (change.NewPassword == change.CurrentPassword)
            return AuthFaults.SamePassword;

        var proven = await ProveAsync(self, change, command, cancellationToken);
        if (proven.IsRefused)
            return proven.Refusal;
        return await ReplaceAsync(proven.Value, change.NewPassword, command, cancellationToken);
    }

    private async Task<Verdict<SessionView>> ReplaceAsync(
        Agent proven,
        string password,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await vault.HashAsync(password, cancellationToken) is not { } hash)
            return AuthFaults.Busy;
        var changed = proven.WithPassword(hash, command.Now).Next(command);
        var result = await store.CommitAsync(
            new WriteBatch().Replace(Agent.Collection, changed),
            cancellationToken
        );
        if (!result.IsCommitted)
            return AuthFaults.TryAgain;
        standings.Evict(changed.Id.Value);
        PasswordLog.Changed(logger, changed.Id.Value, command.Actor.Id);
        return await sessions.BeginAsync(changed, command.Now, cancellationToken);
    }

    /// <summary>That whoever is logged in also knows the password.</summary>
    private async Task<Verdict<Agent>> ProveAsync(
        Agent self,
        ChangePassword change,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var proven = await check.TryAsync(
            self.Email,
            change.CurrentPassword,
            command.Now,
            cancellationToken
        );
        if (!proven.IsRefused)
            return proven;
        return proven.Faults[0] == AuthFaults.InvalidCredentials
            ? AuthFaults.WrongPassword
            : proven.Faults[0];
    }
}
