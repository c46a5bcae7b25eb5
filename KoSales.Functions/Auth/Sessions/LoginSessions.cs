using KoSales.Domain.Agents;
using KoSales.Domain.Audit;
using KoSales.Domain.Auth;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Auth.Sessions;

/// <summary>Shows where an agent is logged in, and ends sessions one by one.</summary>
public sealed class LoginSessions(
    IDocumentStore store,
    EndedSessions ended,
    ILogger<LoginSessions> logger
)
{
    private const int MostShown = 200;

    private static readonly SortKey ByLastUse = new(
        "created_at",
        FieldType.Instant,
        Descending: true
    );

    /// <summary>Those of an agent that can be gone on with; none for an agent who may not log in.</summary>
    public async Task<Verdict<LoginSessionsView>> OfAsync(
        string agentId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var agent = await FindAsync(agentId, cancellationToken);
        if (agent is null)
            return Fault.NotFound("agent", QueryFaults.Shown(agentId));
        var query = new Query(RefreshToken.Collection, RefreshToken.LiveOf(agent, command.Now))
        {
            Sort = [ByLastUse],
            Limit = MostShown,
        };
        var tokens = await store.ListAsync(RefreshToken.Collection, query, cancellationToken);
        return new LoginSessionsView([.. tokens.Select(t => ViewOf(t, command.Actor))]);
    }

    /// <summary>Its refresh token is worth nothing from then on; its access token is refused at once by this
    /// process, and lasts until it expires elsewhere.</summary>
    public async Task<Verdict<LoginSessionsView>> EndAsync(
        string agentId,
        string session,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var agent = await FindAsync(agentId, cancellationToken);
        if (agent is null)
            return Fault.NotFound("agent", QueryFaults.Shown(agentId));
        var live = Filter.AllOf(
            RefreshToken.LiveOf(agent, command.Now),
            Filter.Eq("family_id", session)
        );
        if (
            await store.FirstAsync(RefreshToken.Collection, live, cancellationToken)
            is not { } token
        )
            return Fault.NotFound("session", QueryFaults.Shown(session));
        var batch = RefreshToken
            .Revoke(session, command.Actor.Id, command.Now)
            .Audit(command, "session.ended", new AuditTarget("agent", agent.Key));
        var over = new LoginSessionsView([ViewOf(token, command.Actor)]);
        command.RecordAnswer(batch, over);
        await store.CommitAsync(batch, cancellationToken);
        ended.Add(session);
        Log.SessionEnded(logger, agent.Key, session[..8], command.Actor.Id);
        return over;
    }

    private async ValueTask<Agent?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Agent.Collection, id, cancellationToken) is { DeletedAt: null } agent
            ? agent
            : null;

    private static LoginSessionView ViewOf(RefreshToken token, Actor actor) =>
        new()
        {
            Id = token.FamilyId,
            StartedAt = token.ExpiresAt - RefreshToken.Lifetime,
            LastUsedAt = token.CreatedAt,
            ExpiresAt = token.ExpiresAt,
            Current = token.FamilyId == actor.Session,
        };
}
