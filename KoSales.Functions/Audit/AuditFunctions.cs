using KoSales.Functions.Api.Csv;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Audit;

public sealed class AuditFunctions(Lists lists, AuditCsv csv)
{
    [Function("AuditList"), Access(Role.Auditor)]
    [Operation(
        "List who did what, newest first",
        Tag = "audit",
        Result = typeof(AuditView),
        List = "audit",
        Description = "Changes of users, settings and definitions, reveals of personal data, exports, wrong "
            + "passwords and locks, each written with its effect and never changed."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audit")] HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(AuditLists.Audit, request, cancellationToken);

    [Function("AuditCsv"), Access(Role.Auditor), Rate(RouteClass.Bulk)]
    [Operation(
        "Download who did what as CSV",
        Tag = "audit",
        Filters = "audit",
        ResultType = CsvAnswer.MediaType,
        Query = ["bom"],
        Description = "Takes the filters of the list. Begins with a byte order mark for Excel unless bom=false. "
            + "Streamed, the oldest entry first."
    )]
    public IResult Csv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audit.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => csv.Of(request, cancellationToken);
}
