using KoSales.Domain.Customers;
using KoSales.Functions.Assignment;
using KoSales.Functions.Calls;
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

namespace KoSales.Functions.Customers;

public sealed class CustomerFunctions(
    EntityIntake<Customer> intake,
    EntityDesk<Customer> desk,
    EntityAssigning<Customer> assigning,
    EntityRecords records,
    Lists lists,
    Items items,
    Patches patches
)
{
    private static readonly EntityAnswers<Customer> Answers = new(
        "customers",
        CustomerStore.Collection,
        Projection.For<CustomerView>()
    );

    [Function("CustomersList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List customers",
        Tag = "customers",
        Result = typeof(CustomerView),
        List = "customers",
        Query = ["deleted"]
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            Flags.Read(request, "deleted") ? CustomerSpecs.Deleted : CustomerSpecs.List,
            request,
            cancellationToken
        );

    [Function("CustomersGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get a customer",
        Tag = "customers",
        Picks = true,
        Result = typeof(CustomerView),
        Description = "With the whole GSTIN for administrators, and for managers and agents who see the customer; to others, and in lists, it is masked."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(CustomerSpecs.List, id, request, cancellationToken);

    [Function("CustomersCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Create a customer",
        Tag = "customers",
        Body = typeof(CreateCustomer),
        Result = typeof(CustomerView),
        Status = 201,
        Description = "Agents and managers own what they make; what an integration brings waits in the pool."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<EntityTaken<Customer>>(request, Answers.Created);
        var body = await call.BodyAsync<CreateCustomer>(cancellationToken);
        var input = EntityInputs.Of(CustomerFields.Table, body);
        return call.Answer(await intake.CreateAsync(input, call.Command, cancellationToken));
    }

    [Function("CustomersPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Change a customer",
        Tag = "customers",
        Body = typeof(EditCustomer),
        Result = typeof(CustomerView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/customers/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<EntityTaken<Customer>>(request, Answers.Edited);
        var patch = await patches.ReadAsync<EditCustomer>(request, cancellationToken);
        var about = new EntityCall<Customer>(id, call.Command) { IfMatch = patch.Patch.IfMatch };
        return call.Answer(
            await desk.EditAsync(
                about,
                customer => EntityInputs.Of(CustomerFields.Table, patch, customer),
                cancellationToken
            )
        );
    }

    [Function("CustomersDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a customer",
        Tag = "customers",
        Rehearses = true,
        Status = 204,
        Description = "It can be restored."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/customers/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Customer>(request, EntityAnswers<Customer>.Gone);
        var about = new EntityCall<Customer>(id, call.Command)
        {
            IfMatch = IfMatches.Optional(request),
        };
        return call.Answer(await desk.DeleteAsync(about, cancellationToken));
    }

    [Function("CustomersRestore"), Access(Role.Manager)]
    [Operation(
        "Restore a deleted customer",
        Tag = "customers",
        Rehearses = true,
        Result = typeof(CustomerView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Customer>(request, Answers.Shown);
        return call.Answer(
            await desk.RestoreAsync(new EntityCall<Customer>(id, call.Command), cancellationToken)
        );
    }

    [Function("CustomersAssign"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Give a customer to an agent or to a team's pool",
        Tag = "customers",
        Body = typeof(AssignEntity),
        Result = typeof(CustomerView),
        Query = ["dry_run"],
        Description = "Its open tasks go along as cascade says. With dry_run=true the answer is what would happen, and nothing does."
    )]
    [AlsoAnswers(200, typeof(AssignmentPreview), "With dry_run=true: what would happen.")]
    public async Task<IResult> Assign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/{id}/assign")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.AssignAsync(Answers.Shown, id, request, cancellationToken);

    [Function("CustomersAssignUndo"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Take the last assignment by hand back",
        Tag = "customers",
        Result = typeof(AssignmentUndone),
        Query = ["dry_run"],
        Description = "Customer and tasks go back as far as nobody changed them since; the counts say what did."
    )]
    public async Task<IResult> AssignUndo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/{id}/assign/undo")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.UndoAsync(id, request, cancellationToken);

    [
        Function("CustomersTimeline"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "What happened to a customer, newest first",
        Tag = "customers",
        Result = typeof(TimelineView),
        List = "timeline"
    )]
    public async Task<IResult> Timeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/timeline")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TimelineAsync(CustomerSpecs.Entity, id, request, cancellationToken);

    [Function("CustomersTasks"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The tasks about a customer, newest first",
        Tag = "customers",
        Result = typeof(TaskView),
        List = "entity-tasks",
        Description = "Of a customer that one may see, also those of others."
    )]
    public async Task<IResult> Tasks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/tasks")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TasksAsync(CustomerSpecs.Entity, id, request, cancellationToken);

    [Function("CustomersNotes"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The notes about a customer, newest first",
        Tag = "customers",
        Result = typeof(NoteView),
        List = "entity-notes"
    )]
    public async Task<IResult> Notes(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/notes")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.NotesAsync(CustomerSpecs.Entity, id, request, cancellationToken);

    [Function("CustomersCalls"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The calls about a customer, newest first",
        Tag = "customers",
        Result = typeof(CallView),
        List = "entity-calls"
    )]
    public async Task<IResult> Calls(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/calls")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.CallsAsync(CustomerSpecs.Entity, id, request, cancellationToken);

    [Function("CustomersSignals"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The signals about a customer, the last received first",
        Tag = "customers",
        Result = typeof(SignalView),
        List = "entity-signals"
    )]
    public async Task<IResult> Signals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/{id}/signals")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.SignalsAsync(CustomerSpecs.Entity, id, request, cancellationToken);
}
