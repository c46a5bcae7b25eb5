using KoSales.Domain.Deals;
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

namespace KoSales.Functions.Deals;

public sealed class DealFunctions(
    EntityIntake<Deal> intake,
    EntityDesk<Deal> desk,
    EntityAssigning<Deal> assigning,
    EntityRecords records,
    Lists lists,
    Items items,
    Patches patches,
    DurableClients clients
)
{
    private static readonly EntityAnswers<Deal> Answers = new(
        "deals",
        DealStore.Collection,
        Projection.For<DealView>()
    );

    [Function("DealsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List deals",
        Tag = "deals",
        Result = typeof(DealView),
        List = "deals",
        Query = ["deleted"]
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            Flags.Read(request, "deleted") ? DealSpecs.Deleted : DealSpecs.List,
            request,
            cancellationToken
        );

    [Function("DealsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a deal", Tag = "deals", Picks = true, Result = typeof(DealView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(DealSpecs.List, id, request, cancellationToken);

    [Function("DealsCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Create a deal",
        Tag = "deals",
        Body = typeof(CreateDeal),
        Result = typeof(DealView),
        Status = 201,
        Description = "Agents and managers own what they make; what an integration brings waits in the pool. Its pipeline starts with it."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<EntityTaken<Deal>>(request, Answers.Created);
        var body = await call.BodyAsync<CreateDeal>(cancellationToken);
        var input = EntityInputs.Of(DealFields.Table, body);
        return call.Answer(await intake.CreateAsync(input, call.Command, cancellationToken));
    }

    [Function("DealsPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Change a deal",
        Tag = "deals",
        Body = typeof(EditDeal),
        Result = typeof(DealView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/deals/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<EntityTaken<Deal>>(request, Answers.Edited);
        var patch = await patches.ReadAsync<EditDeal>(request, cancellationToken);
        var about = new EntityCall<Deal>(id, call.Command) { IfMatch = patch.Patch.IfMatch };
        return call.Answer(
            await desk.EditAsync(
                about,
                deal => EntityInputs.Of(DealFields.Table, patch, deal),
                cancellationToken
            )
        );
    }

    [Function("DealsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a deal",
        Tag = "deals",
        Rehearses = true,
        Status = 204,
        Description = "It can be restored."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/deals/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Deal>(request, EntityAnswers<Deal>.Gone);
        var about = new EntityCall<Deal>(id, call.Command)
        {
            IfMatch = IfMatches.Optional(request),
        };
        return call.Answer(await desk.DeleteAsync(about, cancellationToken));
    }

    [Function("DealsRestore"), Access(Role.Manager)]
    [Operation(
        "Restore a deleted deal",
        Tag = "deals",
        Rehearses = true,
        Result = typeof(DealView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Deal>(request, Answers.Shown);
        return call.Answer(
            await desk.RestoreAsync(new EntityCall<Deal>(id, call.Command), cancellationToken)
        );
    }

    [Function("DealsAssign"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Give a deal to an agent or to a team's pool",
        Tag = "deals",
        Body = typeof(AssignEntity),
        Result = typeof(DealView),
        Query = ["dry_run"],
        Description = "Its open pipeline and tasks go along as cascade says. With dry_run=true the answer is what would happen, and nothing does."
    )]
    [AlsoAnswers(200, typeof(AssignmentPreview), "With dry_run=true: what would happen.")]
    public async Task<IResult> Assign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/{id}/assign")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.AssignAsync(Answers.Shown, id, request, cancellationToken);

    [Function("DealsAssignUndo"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Take the last assignment by hand back",
        Tag = "deals",
        Result = typeof(AssignmentUndone),
        Query = ["dry_run"],
        Description = "Deal and tasks go back as far as nobody changed them since; the counts say what did."
    )]
    public async Task<IResult> AssignUndo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/{id}/assign/undo")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await assigning.UndoAsync(id, request, cancellationToken);

    [Function("DealsTimeline"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "What happened to a deal, newest first",
        Tag = "deals",
        Result = typeof(TimelineView),
        List = "timeline"
    )]
    public async Task<IResult> Timeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/timeline")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TimelineAsync(DealSpecs.Entity, id, request, cancellationToken);

    [Function("DealsTasks"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The tasks about a deal, newest first",
        Tag = "deals",
        Result = typeof(TaskView),
        List = "entity-tasks",
        Description = "Of a deal that one may see, also those of others."
    )]
    public async Task<IResult> Tasks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/tasks")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.TasksAsync(DealSpecs.Entity, id, request, cancellationToken);

    [Function("DealsNotes"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The notes about a deal, newest first",
        Tag = "deals",
        Result = typeof(NoteView),
        List = "entity-notes"
    )]
    public async Task<IResult> Notes(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/notes")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.NotesAsync(DealSpecs.Entity, id, request, cancellationToken);

    [Function("DealsCalls"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The calls about a deal, newest first",
        Tag = "deals",
        Result = typeof(CallView),
        List = "entity-calls"
    )]
    public async Task<IResult> Calls(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/calls")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.CallsAsync(DealSpecs.Entity, id, request, cancellationToken);

    [Function("DealsSignals"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The signals about a deal, the last received first",
        Tag = "deals",
        Result = typeof(SignalView),
        List = "entity-signals"
    )]
    public async Task<IResult> Signals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/{id}/signals")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.SignalsAsync(DealSpecs.Entity, id, request, cancellationToken);
}
