using KoSales.Domain.Contacts;
using KoSales.Functions.Assignment;
using KoSales.Functions.Calls;
using KoSales.Functions.Durable;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Notes;
using KoSales.Functions.Signals;
using KoSales.Functions.Tasks;
using KoSales.Functions.Timeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Contacts;

public sealed class ContactFunctions(
    EntityIntake<Contact> intake,
    EntityDesk<Contact> desk,
    EntityAssigning<Contact> assigning,
    EntityRecords records,
    Lists lists,
    Items items,
    Patches patches,
    DurableClients clients
)
{
    private static readonly EntityAnswers<Contact> Answers = new(
        "contacts",
        ContactStore.Collection,
        Projection.For<ContactView>()
    );

    [Function("ContactsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List contacts",
        Tag = "contacts",
        Result = typeof(ContactView),
        List = "contacts",
        Query = ["deleted"]
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            Flags.Read(request, "deleted") ? ContactSpecs.Deleted : ContactSpecs.List,
            request,
            cancellationToken
        );

    [Function("ContactsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a contact", Tag = "contacts", Picks = true, Result = typeof(ContactView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(ContactSpecs.List, id, request, cancellationToken);

    [Function("ContactsCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Create a contact",
        Tag = "contacts",
        Body = typeof(CreateContact),
        Result = typeof(ContactView),
        Status = 201,
        Description = "Agents and managers own what they make; what an integration brings waits in the pool. Its pipeline starts with it."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<EntityTaken<Contact>>(request, Answers.Created);
        var body = await call.BodyAsync<CreateContact>(cancellationToken);
        var input = EntityInputs.Of(ContactFields.Table, body);
        return call.Answer(await intake.CreateAsync(input, call.Command, cancellationToken));
    }

    [Function("ContactsPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Change a contact",
        Tag = "contacts",
        Body = typeof(EditContact),
        Result = typeof(ContactView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/contacts/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<EntityTaken<Contact>>(request, Answers.Edited);
        var patch = await patches.ReadAsync<EditContact>(request, cancellationToken);
        var about = new EntityCall<Contact>(id, call.Command) { IfMatch = patch.Patch.IfMatch };
        return call.Answer(
            await desk.EditAsync(
                about,
                contact => EntityInputs.Of(ContactFields.Table, patch, contact),
                cancellationToken
            )
        );
    }

    [Function("ContactsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a contact",
        Tag = "contacts",
        Rehearses = true,
        Status = 204,
        Description = "It can be restored."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/contacts/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Contact>(request, EntityAnswers<Contact>.Gone);
        var about = new EntityCall<Contact>(id, call.Command)
        {
            IfMatch = IfMatches.Optional(request),
        };
        return call.Answer(await desk.DeleteAsync(about, cancellationToken));
    }

    [Function("ContactsRestore"), Access(Role.Manager)]
    [Operation(
        "Restore a deleted contact",
        Tag = "contacts",
        Rehearses = true,
        Result = typeof(ContactView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Contact>(request, Answers.Shown);
        return call.Answer(
            await desk.RestoreAsync(new EntityCall<Contact>(id, call.Command), cancellationToken)
        );
    }

    [Function("ContactsAssign"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Give a contact to an agent or to a team's pool",
        Tag = "contacts",
        Body = typeof(AssignEntity),
        Result = typeof(ContactView),
        Query = ["dry_run"],
        Description = "Its open pipeline and tasks go along as cascade says. With dry_run=true the answer is what would happen, and nothing does."
    )]
    [AlsoAnswers(200, typeof(AssignmentPreview), "With dry_run=true: what would happen.")]
    public async Task<IResult> Assign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/{id}/assign")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.AssignAsync(Answers.Shown, id, request, cancellationToken);

    [Function("ContactsAssignUndo"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Take the last assignment by hand back",
        Tag = "contacts",
        Result = typeof(AssignmentUndone),
        Query = ["dry_run"],
        Description = "Contact and tasks go back as far as nobody changed them since; the counts say what did."
    )]
    public async Task<IResult> AssignUndo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/{id}/assign/undo")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.UndoAsync(id, request, cancellationToken);

    [Function("ContactsTimeline"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "What happened to a contact, newest first",
        Tag = "contacts",
        Result = typeof(TimelineView),
        List = "timeline"
    )]
    public async Task<IResult> Timeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}/timeline")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TimelineAsync(ContactSpecs.Entity, id, request, cancellationToken);

    [Function("ContactsTasks"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The tasks about a contact, newest first",
        Tag = "contacts",
        Result = typeof(TaskView),
        List = "entity-tasks",
        Description = "Of a contact that one may see, also those of others."
    )]
    public async Task<IResult> Tasks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}/tasks")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TasksAsync(ContactSpecs.Entity, id, request, cancellationToken);

    [Function("ContactsNotes"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The notes about a contact, newest first",
        Tag = "contacts",
        Result = typeof(NoteView),
        List = "entity-notes"
    )]
    public async Task<IResult> Notes(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}/notes")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.NotesAsync(ContactSpecs.Entity, id, request, cancellationToken);

    [Function("ContactsCalls"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The calls about a contact, newest first",
        Tag = "contacts",
        Result = typeof(CallView),
        List = "entity-calls"
    )]
    public async Task<IResult> Calls(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}/calls")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.CallsAsync(ContactSpecs.Entity, id, request, cancellationToken);

    [Function("ContactsSignals"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The signals about a contact, the last received first",
        Tag = "contacts",
        Result = typeof(SignalView),
        List = "entity-signals"
    )]
    public async Task<IResult> Signals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/{id}/signals")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.SignalsAsync(ContactSpecs.Entity, id, request, cancellationToken);
}
