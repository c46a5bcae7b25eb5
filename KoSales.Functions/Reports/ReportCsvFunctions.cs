using KoSales.Functions.Api.Csv;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Reports;

/// <summary>The reports as files.</summary>
public sealed class ReportCsvFunctions(
    FunnelReport funnel,
    ConversionReport conversion,
    WorkloadReport workload,
    GrowthReport growth,
    DealReport deals
)
{
    [
        Function("ReportsFunnelCsv"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download the funnel as CSV",
        Tag = "reports",
        ResultType = CsvAnswer.MediaType,
        Query = ["kind", "workflow_id", "from", "to"]
    )]
    public async Task<IResult> Funnel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/funnel.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var question = ReportQuestions.Funnel(request, state.Now);
        return ReportTables.Of(await funnel.ShowAsync(question, state.Actor, cancellationToken));
    }

    [
        Function("ReportsConversionCsv"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download conversion by source as CSV",
        Tag = "reports",
        ResultType = CsvAnswer.MediaType,
        Query = ["by", "from", "to"]
    )]
    public async Task<IResult> Conversion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/conversion.csv")]
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
        return ReportTables.Of(view);
    }

    [
        Function("ReportsWorkloadCsv"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download the workload of agents as CSV",
        Tag = "reports",
        ResultType = CsvAnswer.MediaType
    )]
    public async Task<IResult> Workload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/workload.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var view = await workload.ShowAsync(state.Actor, state.Now, cancellationToken);
        return ReportTables.Of(view);
    }

    [Function("ReportsCohortGrowthCsv"), Access(Role.Manager, Role.Auditor), Rate(RouteClass.Bulk)]
    [Operation(
        "Download the growth of a cohort as CSV",
        Tag = "reports",
        ResultType = CsvAnswer.MediaType,
        Query = ["cohort_id", "step", "from", "to"]
    )]
    public async Task<IResult> CohortGrowth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/cohort-growth.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var question = ReportQuestions.Growth(request, state.Now);
        var view = await growth.ShowAsync(question, state.Actor, cancellationToken);
        return ReportTables.Of(view.OrRefuse());
    }

    [
        Function("ReportsDealsCsv"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download deals by stage and month as CSV",
        Tag = "reports",
        ResultType = CsvAnswer.MediaType,
        Query = ["from", "to"]
    )]
    public async Task<IResult> Deals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/deals.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var range = ReportQuestions.Deals(request);
        return ReportTables.Of(await deals.ShowAsync(range, state.Actor, cancellationToken));
    }
}
