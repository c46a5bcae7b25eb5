using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Reports;

public sealed class ReportFunctions(
    FunnelReport funnel,
    ConversionReport conversion,
    WorkloadReport workload,
    GrowthReport growth,
    DealReport deals
)
{
    [
        Function("ReportsFunnel"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Report how far those came that entered a workflow",
        Tag = "reports",
        Result = typeof(FunnelView),
        Query = ["kind", "workflow_id", "from", "to"],
        Description = "From the ledger of stages, by the week of entry, within the caller's scope. A stage "
            + "that was skipped counts as reached, and moving back and coming again counts once. The last "
            + "91 days when from is left out."
    )]
    public async Task<IResult> Funnel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/funnel")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var question = ReportQuestions.Funnel(request, state.Now);
        return Answers.Of(
            await funnel.ShowAsync(question, state.Actor, cancellationToken),
            ReportContractsJson.Wire.FunnelView
        );
    }

    [
        Function("ReportsConversion"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Report what became of leads by where they came from",
        Tag = "reports",
        Result = typeof(ConversionView),
        Query = ["by", "from", "to"],
        Description = "Of leads made within [from, to), 30 days when from is left out, within the caller's scope."
    )]
    public async Task<IResult> Conversion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/conversion")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var view = await conversion.ShowAsync(
            ReportQuestions.Conversion(request, state.Now),
            ReportQuestions.ByCampaign(request),
            state.Actor,
            cancellationToken
        );
        return Answers.Of(view, ReportContractsJson.Wire.ConversionView);
    }

    [
        Function("ReportsWorkload"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Report what agents hold now",
        Tag = "reports",
        Result = typeof(WorkloadView),
        Description = "Admins and auditors see all agents, managers those of their team, agents themselves."
    )]
    public async Task<IResult> Workload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/workload")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        return Answers.Of(
            await workload.ShowAsync(state.Actor, state.Now, cancellationToken),
            ReportContractsJson.Wire.WorkloadView
        );
    }

    [Function("ReportsCohortGrowth"), Access(Role.Manager, Role.Auditor), Rate(RouteClass.Bulk)]
    [Operation(
        "Report who came to a cohort and left it",
        Tag = "reports",
        Result = typeof(GrowthView),
        Query = ["cohort_id", "step", "from", "to"],
        Description = "By day or week of the company's calendar; 30 days when from is left out."
    )]
    public async Task<IResult> Growth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/cohort-growth")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var question = ReportQuestions.Growth(request, state.Now);
        var view = await growth.ShowAsync(question, state.Actor, cancellationToken);
        return Answers.Of(view.OrRefuse(), ReportContractsJson.Wire.GrowthView);
    }

    [
        Function("ReportsDeals"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Report deals by stage and month",
        Tag = "reports",
        Result = typeof(DealMonthsView),
        Query = ["from", "to"],
        Description = "The month in which a deal was won or lost, or is expected to close; those within "
            + "[from, to) where either is given. Within the caller's scope."
    )]
    public async Task<IResult> Deals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/deals")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var range = ReportQuestions.Deals(request);
        return Answers.Of(
            await deals.ShowAsync(range, state.Actor, cancellationToken),
            ReportContractsJson.Wire.DealMonthsView
        );
    }
}
