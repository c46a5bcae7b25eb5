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

    private static SlaReportQuestion QuestionOf(HttpRequest request, Instant now)
    {
        var to = InstantOf(request, "to") ?? now;
        var from = InstantOf(request, "from") ?? to - Duration.FromDays(30);
        var group = request.Query.TryGetValue("group", out var given) ? given.ToString() : "agent";
        if (group is not ("agent" or "team" or "stage"))
            throw Bad("group is agent, team or stage.");
        if (from > to || to - from > SlaReport.MostSpan)
            throw Bad("from is before to, and both are at most 92 days apart.");
        return new SlaReportQuestion(from, to, group);
    }

    private static Instant? InstantOf(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text))
            return null;
        return
            InstantConverter.TryRead(text.ToString(), out var instant)
            && instant.InUtc().Year is >= 1970 and < 2300
            ? instant
            : throw Bad($"{name} is an instant, such as 2026-11-22T07:30:00.000Z.");
    }

    private static RefusalException Bad(string detail) =>
        new(new Fault(FaultKind.Malformed, "query.bad_value", detail));
}
