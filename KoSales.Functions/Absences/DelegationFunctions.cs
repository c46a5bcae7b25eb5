using System.ComponentModel;
using KoSales.Domain.Assignment;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace KoSales.Functions.Absences;

public sealed class DelegationFunctions(LeaveWatch watch, Lists lists)
{
    [Function("DelegationsList"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "List delegations of leave",
        Tag = "agents",
        Result = typeof(DelegationView),
        List = "delegations"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/delegations")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(DelegationLists.Delegations, request, cancellationToken);

    [Function("LeaveWatch")]
    public Task Watch(
        [TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => watch.RunAsync(cancellationToken);
}

public sealed record DelegationView
{
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string AgentId { get; init; }

    public string? TeamId { get; init; }

    public required string DelegateId { get; init; }

    public required LocalDate From { get; init; }

    public required LocalDate Until { get; init; }

    public required DelegationStatus Status { get; init; }

    public required int Leads { get; init; }

    [Description("Contacts, customers and deals.")]
    public required int Others { get; init; }

    public required int Tasks { get; init; }

    public required int Returned { get; init; }

    public required int Kept { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

internal static class DelegationLists
{
    public static readonly ListSpec<DelegationView> Delegations = new()
    {
        Name = "delegations",
        Noun = "delegation",
        Collection = Delegation.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["agent_id"] = FieldType.Text,
            ["delegate_id"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["from"] = FieldType.Date,
            ["until"] = FieldType.Date,
            ["created_at"] = FieldType.Instant,
        },
        Scope = ScopeOf,
    };

    /// <summary>One's own and those for whom one stands in; managers see their team's.</summary>
    private static Filter ScopeOf(Actor actor)
    {
        if (actor.Is(Role.Admin) || actor.Is(Role.Auditor))
            return Filter.Everything;
        var own = Filter.AnyOf(Filter.Eq("agent_id", actor.Id), Filter.Eq("delegate_id", actor.Id));
        return actor.Is(Role.Manager) && actor.TeamId is { } team
            ? Filter.AnyOf(own, Filter.Eq("team_id", team))
            : own;
    }
}
