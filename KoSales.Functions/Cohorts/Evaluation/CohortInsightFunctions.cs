using KoSales.Functions.Cohorts.Members;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Cohorts.Evaluation;

public sealed class CohortInsightFunctions(
    CohortPreview preview,
    CohortExplain explain,
    CohortMemberPages members
)
{
    [Function("CohortPreview"), Access(Role.Manager), Rate(RouteClass.Bulk), NotStored]
    [Operation(
        "Say who would be in a cohort",
        Tag = "cohorts",
        Body = typeof(PreviewCohort),
        Result = typeof(CohortPreviewView),
        Description = "Saves nothing. With cohort_id, would_join and would_leave compare with the members that it has now."
    )]
    public async Task<IResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/preview")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortPreviewView>(
            request,
            view => Answers.Of(view, CohortInsightJson.Wire.CohortPreviewView)
        );
        return call.Answer(
            await preview.RunAsync(
                await call.BodyAsync<PreviewCohort>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("CohortsExplain"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "Explain why a record is in a cohort or not",
        Tag = "cohorts",
        Result = typeof(CohortExplanationView),
        Query = ["id"],
        Description = "The rule with the outcome and the value seen of each node, the pin in force, when time alone may change it, and the stays so far."
    )]
    public async Task<IResult> Explain(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}/explain")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var entity = request.Query["id"].ToString();
        if (entity.Length == 0)
            throw new RefusalException(
                new Fault(FaultKind.Malformed, "query.bad_value", "id names the record to explain.")
            );
        var call = new Call<CohortExplanationView>(
            request,
            view => Answers.Of(view, CohortInsightJson.Wire.CohortExplanationView)
        );
        return call.Answer(await explain.RunAsync(id, entity, call.Command, cancellationToken));
    }

    [Function("CohortsMembers"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List the members of a cohort",
        Tag = "cohorts",
        Result = typeof(CohortMembersView),
        Query = ["limit", "cursor", "on", "count"],
        Description = "In the order of their ids; those that the caller may see. on=2026-11-01 answers who "
            + "was in at the end of that day, on= an instant who was in then."
    )]
    public async Task<IResult> Members(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}/members")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortMembersView>(
            request,
            view => Answers.Of(view, CohortInsightJson.Wire.CohortMembersView)
        );
        return call.Answer(await members.PageAsync(id, request, call.Command, cancellationToken));
    }
}
