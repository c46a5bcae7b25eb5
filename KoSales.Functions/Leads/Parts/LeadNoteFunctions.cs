using KoSales.Functions.Entities;
using KoSales.Functions.Notes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts;

public sealed class LeadNoteFunctions(EntityRecords records)
{
    [Function("LeadsNotes"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The notes about a lead, newest first",
        Tag = "leads",
        Result = typeof(NoteView),
        List = "entity-notes"
    )]
    public async Task<IResult> OfLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}/notes")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.NotesAsync(LeadLists.Entity, id, request, cancellationToken);
}
