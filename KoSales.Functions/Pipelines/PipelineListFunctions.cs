using KoSales.Domain.Pipelines.Workflows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Pipelines;

/// <summary>The pipelines of each kind.</summary>
public sealed class PipelineListFunctions(Lists lists, Items items)
{
    private const string Rotting =
        "rotting=true: open ones that are in their stage longer than it allows, the longest first.";

    [
        Function("LeadPipelinesList"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "List lead pipelines",
        Tag = "lead-pipelines",
        Result = typeof(PipelineView),
        List = "lead-pipelines",
        Query = ["rotting"],
        Description = Rotting
    )]
    public async Task<IResult> ListLeads(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/lead-pipelines")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            PipelineLists.Of(PipelineKind.Lead, request),
            request,
            cancellationToken
        );

    [Function("LeadPipelinesGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get a lead pipeline",
        Tag = "lead-pipelines",
        Picks = true,
        Result = typeof(PipelineView)
    )]
    public async Task<IResult> GetLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/lead-pipelines/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(PipelineLists.Lead, id, request, cancellationToken);

    [
        Function("ContactPipelinesList"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "List contact pipelines",
        Tag = "contact-pipelines",
        Result = typeof(PipelineView),
        List = "contact-pipelines",
        Query = ["rotting"],
        Description = Rotting
    )]
    public async Task<IResult> ListContacts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contact-pipelines")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            PipelineLists.Of(PipelineKind.Contact, request),
            request,
            cancellationToken
        );

    [
        Function("ContactPipelinesGet"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "Get a contact pipeline",
        Tag = "contact-pipelines",
        Picks = true,
        Result = typeof(PipelineView)
    )]
    public async Task<IResult> GetContact(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contact-pipelines/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(PipelineLists.Contact, id, request, cancellationToken);

    [
        Function("DealPipelinesList"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "List deal pipelines",
        Tag = "deal-pipelines",
        Result = typeof(PipelineView),
        List = "deal-pipelines",
        Query = ["rotting"],
        Description = Rotting
    )]
    public async Task<IResult> ListDeals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deal-pipelines")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            PipelineLists.Of(PipelineKind.Deal, request),
            request,
            cancellationToken
        );

    [Function("DealPipelinesGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get a deal pipeline",
        Tag = "deal-pipelines",
        Picks = true,
        Result = typeof(PipelineView)
    )]
    public async Task<IResult> GetDeal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deal-pipelines/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(PipelineLists.Deal, id, request, cancellationToken);
}
