using KoSales.Domain.Pipelines.Workflows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Pipelines.Board;

public sealed class BoardFunctions(PipelineBoard board)
{
    [Function("PipelinesBoard"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "Show open pipelines by stage",
        Tag = "pipelines",
        Result = typeof(BoardView),
        Query = ["kind", "workflow_id", "owner_id", "team_id"],
        Description = "Counts, amounts, ages and rotting of what the caller may see, of one workflow, owner or team "
            + "where they are named. The list with rotting=true has the rotting ones."
    )]
    public async Task<IResult> Board(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/pipelines/board")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var question = new BoardQuestion(KindOf(request), Text(request, "workflow_id"))
        {
            OwnerId = Text(request, "owner_id"),
            TeamId = Text(request, "team_id"),
        };
        return Answers.Of(
            await board.OfAsync(question, state.Actor, state.Now, cancellationToken),
            BoardJson.Wire.BoardView
        );
    }

    private static string? Text(HttpRequest request, string name) =>
        request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static PipelineKind KindOf(HttpRequest request) =>
        request.Query["kind"].ToString() switch
        {
            "lead" => PipelineKind.Lead,
            "contact" => PipelineKind.Contact,
            "deal" => PipelineKind.Deal,
            _ => throw new RefusalException(
                new Fault(FaultKind.Malformed, "query.bad_value", "kind is lead, contact or deal.")
            ),
        };
}
