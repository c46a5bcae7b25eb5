using KoSales.Domain.Access;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Pipelines;

public sealed class BoardFunctions(PipelineBoard board)
{
    [Function("PipelinesBoard"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "Show open pipelines by stage", Tag = "pipelines", Result = typeof(BoardView), Query = ["kind", "workflow_id"],
        Description = "Counts, ages and rotting of what the caller may see.")]
    public async Task<IResult> Board(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/pipelines/board")] HttpRequest request, CancellationToken cancellationToken)
    {
        var state = RequestState.Of(request.HttpContext);
        var workflow = request.Query["workflow_id"].ToString();
        var view = await board.OfAsync(KindOf(request), workflow.Length == 0 ? null : workflow, (state.Actor, state.Now), cancellationToken);
        return Answers.Of(view, BoardJson.Wire.BoardView);
    }

    private static PipelineKind KindOf(HttpRequest request) => request.Query["kind"].ToString() switch
    {
        "lead" => PipelineKind.Lead,
        "contact" => PipelineKind.Contact,
        "deal" => PipelineKind.Deal,
        _ => throw new RefusalException(new Fault(FaultKind.Malformed, "query.bad_value", "kind is lead, contact or deal.")),
    };
}
