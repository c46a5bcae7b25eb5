using KoSales.Domain.Leads;
using KoSales.Functions.Entities;
using KoSales.Functions.Scoring;
using KoSales.Functions.Timeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads;

public sealed class LeadTimelineFunctions(Items items, EntityRecords records, ScoreExplainer scores)
{
    [Function("LeadsTimeline"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "What happened to a lead, newest first",
        Tag = "leads",
        Result = typeof(TimelineView),
        List = "timeline"
    )]
    public async Task<IResult> Timeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}/timeline")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TimelineAsync(LeadLists.Entity, id, request, cancellationToken);

    [Function("LeadsScore"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "Explain a lead's score, rule by rule",
        Tag = "leads",
        Result = typeof(LeadScoreView)
    )]
    public async Task<IResult> Score(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}/score")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var lead = (
            await items.LoadAsync(
                LeadLists.Leads,
                LeadStore.Collection,
                id,
                state.Actor,
                cancellationToken
            )
        ).OrRefuse();
        return await scores.AnswerAsync(lead, state.Now, cancellationToken);
    }
}
