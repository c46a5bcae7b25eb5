using KoSales.Domain.Agents;
using KoSales.Domain.Audit;
using KoSales.Domain.Auth;
using KoSales.Functions.Agents;
using KoSales.Functions.Mail;
using KoSales.Functions.Passwords;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Auth.Links;

/// <summary>Invitations and forgotten passwords: asks for a mail with a link, and takes the password that
/// somebody chooses by it. Mails go out behind the requests.</summary>
public sealed class LinkDesk(
    IDocumentStore store,
    Commits commits,
    PasswordVault vault,
    AgentStandings standings,
    IMailer mailer,
    ILogger<LinkDesk> logger
)
{
    private static readonly Fault BadLink = Fault.Invalid(
        "/token",
        "auth.link_invalid",
        "The link was used, has expired or was never given out; ask for another one."
    );

    private static readonly Fault NoMail = Fault.Conflict(
        "mail.not_set_up",
        "There is no mail server to send an invitation with; set KoSales:Mail, or give the agent a password."
    );

    /// <summary>Of an agent without a password. Inviting again mails another link; both are good.</summary>
    public async Task<Verdict<InvitationView>> InviteAsync(
        string agentId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var agent = await store.FindAsync(Agent.Collection, agentId, cancellationToken);
        if (agent is not { DeletedAt: null } || !agent.IsVisible(command.Actor))
            return Fault.NotFound("agent", QueryFaults.Shown(agentId));
        if (ObjectionTo(agent) is { } objection)
            return objection;
        var link = AccountLink.New(LinkPurpose.Invite, agent.Id, command);
        var view = new InvitationView { AgentId = agent.Key, ExpiresAt = link.ExpiresAt };
        var batch = new WriteBatch()
            .Insert(AccountLink.Collection, link)
            .Audit(command, "agent.invited", new AuditTarget("agent", agent.Key))
            .EmitWanted(link, command);
        command.RecordAnswer(batch, view);
        return await commits.TryAsync(batch, cancellationToken)
            ? view
            : throw new InvalidOperationException($"the id {link.Id} was given out twice");
    }

    /// <summary>Takes as long, and writes as much, whether there is such an account or not.</summary>
    /// <param name="email">As typed.</param>
    public async Task ForgetAsync(
        string email,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var agent = await store.FirstAsync(
            Agent.Collection,
            Filter.AllOf(
                Filter.Eq("email", email.Trim().ToLowerInvariant()),
                Filter.Missing("deleted_at")
            ),
            cancellationToken
        );
        var link = AccountLink.New(
            LinkPurpose.Reset,
            agent is { MayLogIn: true } ? agent.Id : null,
            command
        );
        await commits.TryAsync(
            new WriteBatch().Insert(AccountLink.Collection, link).EmitWanted(link, command),
            cancellationToken
        );
    }

    /// <summary>Sets the password, ends every session of the agent, and removes the agent's links, so that
    /// each works once.</summary>
    public async Task<Verdict<Agent>> ChooseAsync(
        LinkPurpose purpose,
        string token,
        string password,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(purpose, token, command, cancellationToken);
        var weak = PasswordPolicy.Check(password, found?.Agent.Email ?? "");
        if (found is null || weak is not null)
            return Verdict<Agent>.Refuse(Listed(found is null ? BadLink : null, weak));
        if (await vault.HashAsync(password, cancellationToken) is not { } hash)
            return AuthFaults.Busy;
        var chosen = await commits.DecideAsync<Agent>(
            AuthFaults.TryAgain,
            async attempt =>
                await FindAsync(purpose, token, command, cancellationToken) is { } still
                    ? Changed(still, hash, command, attempt)
                    : BadLink,
            cancellationToken
        );
        if (!chosen.IsRefused)
            PasswordLog.Changed(logger, chosen.Value.Key, chosen.Value.Key);
        return chosen;
    }

    private Agent Changed(Opened opened, string hash, Command command, Attempt attempt)
    {
        var self = command with { Actor = opened.Agent.AsActor() };
        var changed = opened.Agent.WithPassword(hash, command.Now).Next(self);
        attempt
            .Batch.Delete(AccountLink.Collection, Filter.Eq("id", opened.Link.Id), expected: 1)
            .Delete(AccountLink.Collection, Filter.Eq("agent_id", opened.Agent.Key))
            .Replace(Agent.Collection, changed);
        attempt.WhenSettled(() => standings.Evict(changed.Key));
        return changed;
    }

    /// <summary>Null for whatever a token may be bad for.</summary>
    private async Task<Opened?> FindAsync(
        LinkPurpose purpose,
        string token,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (LinkTokens.LinkIdOf(token) is not { } id)
            return null;
        var link = await store.FindAsync(AccountLink.Collection, id, cancellationToken);
        if (link?.AgentId is not { } agentId || link.Purpose != purpose)
            return null;
        var agent = await store.FindAsync(Agent.Collection, agentId.Value, cancellationToken);
        return
            agent is not null && LinkTokens.Opens(token, link) && link.IsGoodFor(agent, command.Now)
            ? new Opened(link, agent)
            : null;
    }

    private Fault? ObjectionTo(Agent agent)
    {
        if (!mailer.IsSetUp)
            return NoMail;
        if (!agent.MayLogIn)
            return Fault.Conflict(
                "agent.inactive",
                "This agent is inactive and cannot log in; activate the account first."
            );
        return agent.PasswordHash is null
            ? null
            : Fault.Conflict(
                "agent.has_password",
                "This agent has a password already; a forgotten one is replaced with POST /auth/forgot."
            );
    }

    private static Fault[] Listed(params Fault?[] faults) => [.. faults.OfType<Fault>()];

    /// <summary>A link that its token opens.</summary>
    private sealed record Opened(AccountLink Link, Agent Agent);
}
