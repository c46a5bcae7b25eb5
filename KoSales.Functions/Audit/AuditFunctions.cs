using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Audit;

public sealed class AuditFunctions(Lists lists)
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
}
