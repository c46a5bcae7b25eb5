using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Tasks.Owning;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Absences;

/// <summary>Carries delegations through: the portfolio to the delegate when a leave begins, and back what
/// is unchanged when it is over.</summary>
/// <remarks>A page is one transaction with the delegation's next state, so that a run may end anywhere and
/// another, on any host, goes on; two at once do a page once.</remarks>
public sealed class DelegationRuns(
    IDocumentStore store,
    CascadeDesk cascade,
    Portfolios portfolios,
    TaskPortfolios tasks,
    Commits commits,
    TimeProvider time,
    ILogger<DelegationRuns> log
)
{
    private const int Page = 200;
    private const int MostPages = 200;

    private static readonly Query Open = new(
        Delegation.Collection,
        Filter.In("status", ["handing_over", "active", "returning"])
    )
    {
        Limit = Page,
    };

    private Command Now =>
        new(
            Actor.System,
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            "delegations"
        );

    /// <summary>Begins the delegations of agents who are away today, once each.</summary>
    public async Task BeginAsync(IReadOnlyList<Agent> agents, CancellationToken cancellationToken)
    {
        var command = Now;
        var today = CompanyDay.Of(command.Now);
        var batch = new WriteBatch();
        foreach (var agent in agents)
        {
            if (agent.LeaveOn(today) is not { DelegateTo: { } to } leave)
                continue;
            // Who is away as well, or leaving, is not given it: it waits until they are back or somebody
            // else is named.
            if (
                agents.FirstOrDefault(a => a.Id == to) is not { } stand
                || stand.WhyNoWork(today) is not null
            )
                continue;
            batch.InsertIfAbsent(Delegation.Collection, DelegationOf(agent, leave, stand, command));
        }

        await store.CommitAsync(batch, cancellationToken);
    }

    /// <summary>Takes every delegation as far as it can go now. Returns how many transactions that
    /// took.</summary>
    public async Task<int> RunAsync(
        IReadOnlyList<Agent> agents,
        CancellationToken cancellationToken
    )
    {
        var steps = 0;
        foreach (
            var delegation in await store.ListAsync(Delegation.Collection, Open, cancellationToken)
        )
        {
            var agent = agents.FirstOrDefault(a => a.Key == delegation.AgentId);
            steps += await StepsAsync(delegation.Id, agent, cancellationToken);
        }

        if (steps > 0)
            log.DelegationSteps(steps);
        return steps;
    }

    private async Task<int> StepsAsync(string id, Agent? agent, CancellationToken cancellationToken)
    {
        var steps = 0;
        while (steps < MostPages && await StepAsync(id, agent, cancellationToken))
            steps++;
        return steps;
    }

    /// <summary>One transaction. False when there is nothing to do for now.</summary>
    private async Task<bool> StepAsync(string id, Agent? agent, CancellationToken cancellationToken)
    {
        var command = Now;
        if (
            await store.FindAsync(Delegation.Collection, id, cancellationToken)
            is not { } delegation
        )
            return false;
        var batch = new WriteBatch();
        var next = await NextAsync(batch, delegation, agent, command, cancellationToken);
        if (ReferenceEquals(next, delegation))
            return false;
        batch.Replace(Delegation.Collection, next.Next(command));
        await commits.TryAsync(batch, cancellationToken);
        return true;
    }

    private ValueTask<Delegation> NextAsync(
        WriteBatch batch,
        Delegation delegation,
        Agent? agent,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var isOver =
            agent?.LeaveOn(CompanyDay.Of(command.Now)) is not { } leave
            || leave.DelegateTo?.Value != delegation.DelegateId;
        return delegation.Status switch
        {
            DelegationStatus.HandingOver or DelegationStatus.Active when isOver => new(
                delegation with
                {
                    Status = DelegationStatus.Returning,
                }
            ),
            DelegationStatus.HandingOver => HandAsync(
                batch,
                delegation,
                command,
                cancellationToken
            ),
            DelegationStatus.Returning => ReturnAsync(
                batch,
                delegation,
                command,
                cancellationToken
            ),
            DelegationStatus.Active or DelegationStatus.Ended => new(delegation),
        };
    }

    /// <summary>Records with all that goes along first, then the tasks about what others have.</summary>
    private async ValueTask<Delegation> HandAsync(
        WriteBatch batch,
        Delegation delegation,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var record = $"{delegation.Id}.{delegation.Records + 1}";
        var pages = portfolios.PagesAsync(delegation.AgentId, Page, null, cancellationToken);
        await foreach (var page in pages)
        {
            var order = new HandoverOrder(AssigningOf(delegation, page, record), command);
            var handed = await HandAsync(batch, delegation, page, order, cancellationToken);
            if (!ReferenceEquals(handed, delegation))
                return handed;
        }

        var things = await tasks.AddAsync(
            batch,
            delegation.Agent,
            delegation.Delegate,
            Page,
            command,
            cancellationToken
        );
        if (things.Count == 0)
            return delegation with { Status = DelegationStatus.Active };
        batch.Upsert(HandoverRecord.Collection, RecordOf(record, delegation, things, command));
        return Handed(delegation, things);
    }

    /// <summary>The same delegation when none of them can be handed over.</summary>
    private async ValueTask<Delegation> HandAsync(
        WriteBatch batch,
        Delegation delegation,
        PortfolioPage page,
        HandoverOrder order,
        CancellationToken cancellationToken
    )
    {
        var result = await cascade.AddAsync(
            batch,
            page.Kind,
            page.Handovers(_ => delegation.Delegate),
            order.Assigning,
            order.Command,
            cancellationToken
        );
        if (result.Items.Count == 0)
            return delegation;
        var handed = Handed(delegation, result.Items);
        return page.Kind == EntityKind.Lead
            ? handed with
            {
                Leads = delegation.Leads + result.Items.Count,
            }
            : handed with
            {
                Others = delegation.Others + result.Items.Count,
            };
    }

    private static Delegation Handed(Delegation delegation, IReadOnlyList<HandedOver> items) =>
        delegation with
        {
            Records = delegation.Records + 1,
            Tasks = delegation.Tasks + items.Sum(i => i.Moved.Count(IsTask)),
        };

    private static bool IsTask(MovedItem item) => item.Relation == TaskRelation.RelationName;

    private static Assigning AssigningOf(
        Delegation delegation,
        PortfolioPage page,
        string record
    ) =>
        new(AssignmentMode.Auto, record)
        {
            Cause = delegation.Id,
            Summary = $"{page.Noun}.delegated",
            Daily = DailyCount.Unchanged,
            IsByClaim = false,
        };

    private async ValueTask<Delegation> ReturnAsync(
        WriteBatch batch,
        Delegation delegation,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var ours = Filter.Eq("cause", delegation.Id);
        var record = await store.FirstAsync(HandoverRecord.Collection, ours, cancellationToken);
        if (record is null)
            return delegation with { Status = DelegationStatus.Ended };
        var assigning = new Assigning(AssignmentMode.Auto)
        {
            Cause = delegation.Id,
            Summary = $"{WireNames<EntityKind>.Of(record.Kind)}.delegation_returned",
            HonoursLeave = false,
        };
        var undone = await cascade.AddUndoAsync(
            batch,
            record,
            assigning,
            command,
            cancellationToken
        );
        return delegation with
        {
            Returned = delegation.Returned + undone.Reversed.Count,
            Kept = delegation.Kept + undone.Kept.Count,
        };
    }

    private static Delegation DelegationOf(
        Agent agent,
        LeavePeriod leave,
        Agent stand,
        Command command
    ) =>
        new()
        {
            Id = Delegation.IdOf(agent.Key, leave.From, stand.Key),
            AgentId = agent.Key,
            TeamId = agent.TeamId?.Value,
            DelegateId = stand.Key,
            DelegateTeamId = stand.TeamId?.Value,
            From = leave.From,
            Until = leave.To,
            Status = DelegationStatus.HandingOver,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private static HandoverRecord RecordOf(
        string id,
        Delegation delegation,
        IReadOnlyList<HandedOver> items,
        Command command
    ) =>
        new()
        {
            Id = id,
            Kind = EntityKind.Lead,
            Cause = delegation.Id,
            Items = items,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
