using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Sla.Clocks;

public sealed class TaskSlaFunctions(TaskSlaDesk desk)
{
    [Function("TasksSla"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Read the SLA clock of a task",
        Tag = "tasks",
        Result = typeof(TaskSlaView),
        Description = "Its log, and what follows from it: due, used, met, overrun by holder."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tasks/{id}/sla")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TaskSlaView>(
            request,
            view => Answers.Of(view, TaskSlaContractsJson.Wire.TaskSlaView)
        );
        return call.Answer(await desk.ShowAsync(id, call.Command, cancellationToken));
    }
}
