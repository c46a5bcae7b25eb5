using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Leads.Bulk;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Handing;

public sealed class LeadAssignFunctions(EntityAssigning<Lead> assigning)
{
    [Function("LeadsAssign"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Give a lead to an agent or to a team's pool",
        Tag = "leads",
        Body = typeof(AssignEntity),
        Result = typeof(LeadView),
        Query = ["dry_run"],
        Description = "Its open pipeline and tasks go along as cascade says. With dry_run=true the answer is what would happen, and nothing does."
    )]
    [AlsoAnswers(200, typeof(AssignmentPreview), "With dry_run=true: what would happen.")]
    public async Task<IResult> Assign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/assign")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.AssignAsync(LeadAnswers.Shown, id, request, cancellationToken);

    [Function("LeadsAssignUndo"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Take the last assignment by hand back",
        Tag = "leads",
        Result = typeof(AssignmentUndone),
        Query = ["dry_run"],
        Description = "Lead and tasks go back as far as nobody changed them since; the counts say what did."
    )]
    public async Task<IResult> Undo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/assign/undo")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.UndoAsync(id, request, cancellationToken);
}
