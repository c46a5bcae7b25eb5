using KoSales.Functions.Api.Csv;
using KoSales.Functions.Sla.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace KoSales.Functions.Sla.Reports;

public sealed class SlaReportFunctions(SlaReport report, SlaWhatIf whatIf)
{
    [Function("ReportsSla"), Access(Role.Manager, Role.Agent, Role.Auditor), Rate(RouteClass.Bulk)]
    [Operation(
        "Report how SLA clocks did",
        Tag = "reports",
        Result = typeof(SlaReportView),
        Query = ["from", "to", "group"],
        Description = "Of tasks done within [from, to), and of open ones that fell due in it, which count "
            + "as not met; at most 92 days and the last 30 when left out, within the caller's "
            + "scope; group is agent, team or stage."
    )]
    public async Task<IResult> Show(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/sla")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SlaReportView>(
            request,
            view => Answers.Of(view, SlaReportContractsJson.Wire.SlaReportView)
        );
        return call.Answer(
            await report.ShowAsync(
                QuestionOf(request, call.Command.Now),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("ReportsSlaWhatIf"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Replay closed tasks under another policy or calendar",
        Tag = "reports",
        Body = typeof(WhatIf),
        Result = typeof(WhatIfView)
    )]
    public async Task<IResult> Replay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/reports/sla/what-if")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<WhatIfView>(
            request,
            view => Answers.Of(view, SlaReportContractsJson.Wire.WhatIfView)
        );
        return call.Answer(
            await whatIf.ReplayAsync(
                await call.BodyAsync<WhatIf>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [
        Function("ReportsSlaCsv"),
        Access(Role.Manager, Role.Agent, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download how SLA clocks did as CSV",
        Tag = "reports",
        ResultType = CsvAnswer.MediaType,
        Query = ["from", "to", "group"]
    )]
    public async Task<IResult> Download(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/reports/sla.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SlaReportView>(request, _ => Answer.NoContent);
        var view = await report.ShowAsync(
            QuestionOf(request, call.Command.Now),
            call.Command,
            cancellationToken
        );
        return SlaTable.Of(view.OrRefuse());
    }

    private static SlaReportQuestion QuestionOf(HttpRequest request, Instant now)
    {
        var range = MomentRange.Of(request, now, Duration.FromDays(30), SlaReport.MostSpan);
        var group = request.Query.TryGetValue("group", out var given) ? given.ToString() : "agent";
        return group is "agent" or "team" or "stage"
            ? new SlaReportQuestion(range.From, range.To, group)
            : throw new RefusalException(
                new Fault(FaultKind.Malformed, "query.bad_value", "group is agent, team or stage.")
            );
    }
}
