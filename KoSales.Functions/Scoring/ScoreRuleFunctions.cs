using KoSales.Domain.Scoring;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Scoring;

public sealed class ScoreRuleFunctions(
    ScoreRuleDesk desk,
    Lists lists,
    Items items,
    Patches patches
)
{
    private static readonly ResourceAnswers<ScoreRule> Answers = new(
        "score-rules",
        ScoreRule.Collection,
        Projection.For<ScoreRuleView>()
    );

    [Function("ScoreRulesCreate"), Access(Role.Manager)]
    [Operation(
        "Add a score rule",
        Tag = "score-rules",
        Body = typeof(CreateScoreRule),
        Result = typeof(ScoreRuleView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/score-rules")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<ScoreRule>(request, Answers.Created);
        return call.Answer(
            await desk.CreateAsync(
                await call.BodyAsync<CreateScoreRule>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("ScoreRulesList"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "List score rules",
        Tag = "score-rules",
        Result = typeof(ScoreRuleView),
        List = "score-rules"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/score-rules")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(ScoreLists.Rules, request, cancellationToken);

    [Function("ScoreRulesGet"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "Get a score rule",
        Tag = "score-rules",
        Picks = true,
        Result = typeof(ScoreRuleView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/score-rules/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(ScoreLists.Rules, id, request, cancellationToken);

    [Function("ScoreRulesPatch"), Access(Role.Manager)]
    [Operation(
        "Change a score rule",
        Tag = "score-rules",
        Body = typeof(EditScoreRule),
        Result = typeof(ScoreRuleView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/score-rules/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<ScoreRule>(request, Answers.Shown);
        return call.Answer(
            await desk.EditAsync(
                id,
                await patches.ReadAsync<EditScoreRule>(request, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("ScoreRulesDelete"), Access(Role.Manager)]
    [Operation("Delete a score rule", Tag = "score-rules", Rehearses = true, Status = 204)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/score-rules/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<ScoreRule>(request, _ => Answer.NoContent);
        return call.Answer(await desk.DeleteAsync(id, call.Command, cancellationToken));
    }
}
