using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.Agents;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.References;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Absences;

public sealed class DepartureFunctions(DepartureDesk desk, AssignmentStarts starts)
{
    [Function("AgentsDeactivate"), Access(Role.Admin), Rate(RouteClass.Bulk)]
    [Operation(
        "Let an agent go: hand out the portfolio, then deactivate",
        Tag = "agents",
        Body = typeof(RedistributePortfolio),
        Result = typeof(AssignmentJobView),
        Status = 202,
        Query = ["dry_run"],
        Description = "The job places the open leads, and one more for each other kind of record that the "
            + "agent holds places those; tasks about what others have go to whoever has it. "
            + "The agent is given nothing meanwhile and is inactive once nothing is left."
    )]
    public async Task<IResult> Deactivate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{id}/deactivate")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortAssignmentJob>(request, AssignmentJobList.Accepted);
        var body = await call.BodyAsync<RedistributePortfolio>(cancellationToken);
        body = body with { DryRun = body.DryRun == true || Flags.DryRun(request) };
        var queued = await desk.LeaveAsync(AgentId.Of(id), body, call.Command, cancellationToken);
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }
}

/// <summary>Begins departures; <see cref="Departures"/> ends them.</summary>
public sealed class DepartureDesk(
    AssignmentJobIntake jobs,
    AgentWriter writer,
    ReferenceCatalogue references
)
{
    /// <summary>Refused while a workflow names the agent. The job that places the portfolio. With a dry run
    /// nothing else begins.</summary>
    public async Task<Verdict<CohortAssignmentJob>> LeaveAsync(
        AgentId id,
        RedistributePortfolio body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await references.ObjectionAsync(Referred.Agent, id.Value, cancellationToken) is
            { } inUse
        )
            return inUse;
        var queued = await jobs.RedistributeAllAsync(id.Value, body, command, cancellationToken);
        if (queued.IsRefused || body.DryRun == true)
            return queued;
        // The answer is recorded with the job; the mark is a change of its own.
        var mark = new Command(command.Actor, command.Now, command.Correlation);
        var marked = await writer.ChangeAsync(
            id,
            mark,
            current => Task.FromResult(current.BeginLeaving(mark)),
            cancellationToken
        );
        return marked.IsRefused ? marked.Refusal : queued;
    }
}
