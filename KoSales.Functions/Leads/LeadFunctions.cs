using KoSales.Domain.Leads;
using KoSales.Functions.Durable;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Handing;
using KoSales.Functions.Leads.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Leads;

public sealed class LeadFunctions(
    LeadIntake intake,
    LeadDesk desk,
    Lists lists,
    Items items,
    Patches patches,
    DurableClients clients
)
{
    [Function("LeadsCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Create a lead",
        Tag = "leads",
        Body = typeof(CreateLead),
        Result = typeof(LeadView),
        Status = 201,
        Query = ["on_duplicate", "assign"],
        Description = "A phone that an open lead has is refused with 409 and existing_id; "
            + "on_duplicate=merge fills that lead instead, on_duplicate=signal notes the enquiry "
            + "on it and tells its owner; both answer 200 with it, or 202 {noted, owner_name, "
            + "team_name} for a lead out of your sight. assign=auto finds an owner by skills, "
            + "territory, leave and room."
    )]
    [AlsoAnswers(
        200,
        typeof(LeadView),
        "The open lead that has the phone, filled or with the enquiry noted."
    )]
    [AlsoAnswers(202, typeof(EnquiryNoted), "The enquiry is noted on a lead out of your sight.")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var policy = LeadQueries.Intake(request);
        var call = new Call<LeadTaken>(request, LeadAnswers.Taken);
        var body = await call.BodyAsync<CreateLead>(cancellationToken);
        return call.Answer(
            await intake.CreateAsync(body.ToInput(), policy, call.Command, cancellationToken)
        );
    }

    [Function("LeadsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List leads",
        Tag = "leads",
        Result = typeof(LeadView),
        List = "leads",
        Query = ["deleted"]
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads")] HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(LeadQueries.ListOf(request), request, cancellationToken);

    [Function("LeadsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a lead", Tag = "leads", Picks = true, Result = typeof(LeadView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(LeadLists.Leads, id, request, cancellationToken);

    [Function("LeadsPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Change a lead",
        Tag = "leads",
        Body = typeof(EditLead),
        Result = typeof(LeadView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/leads/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<LeadTaken>(request, LeadAnswers.Edited);
        var patch = await patches.ReadAsync<EditLead>(request, cancellationToken);
        return call.Answer(
            await desk.EditAsync(LeadId.Of(id), patch, call.Command, cancellationToken)
        );
    }

    [Function("LeadsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a lead",
        Tag = "leads",
        Rehearses = true,
        Status = 204,
        Description = "It can be restored. Its phone is free for another lead."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/leads/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Lead>(request, LeadAnswers.Gone);
        return call.Answer(
            await desk.DeleteAsync(
                LeadId.Of(id),
                IfMatches.Optional(request),
                call.Command,
                cancellationToken
            )
        );
    }
}
