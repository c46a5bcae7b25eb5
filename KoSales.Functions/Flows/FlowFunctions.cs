using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Flows;

public sealed class FlowFunctions(FlowDesk desk, DurableClients clients)
{
    [Function("PipelinesFlow"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Show the flow of a pipeline's current stage visit",
        Tag = "pipelines",
        Result = typeof(FlowView),
        Description = "Steps, open tasks, what is due, the next timer, what happened, and how its orchestration does."
    )]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/pipelines/{id}/flow")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<FlowView>(request, Shown);
        return call.Answer(await desk.ShowAsync(id, call.Command, cancellationToken));
    }

    [Function("PipelinesFlowRerun"), Access(Role.Manager)]
    [Operation(
        "Start a flow over that has failed",
        Tag = "pipelines",
        Result = typeof(FlowView),
        Description = "It looks at what is stored first, so nothing is done twice."
    )]
    public async Task<IResult> Rerun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/pipelines/{id}/flow/rerun")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<FlowView>(request, Shown);
        return call.Answer(await desk.RerunAsync(id, call.Command, cancellationToken));
    }

    private static Answer Shown(FlowView view) => Answers.Of(view, FlowContractsJson.Wire.FlowView);
}
