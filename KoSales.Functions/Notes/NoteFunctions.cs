using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Notes;

public sealed class NoteFunctions(NoteDesk desk, Lists lists, Items items, Patches patches)
{
    [Function("NotesList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List notes",
        Tag = "notes",
        Result = typeof(NoteView),
        List = "notes",
        Query = ["deleted"],
        Description = "Those about records that one sees, newest first."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/notes")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            Flags.Read(request, "deleted") ? NoteLists.Deleted : NoteLists.Notes,
            request,
            cancellationToken
        );

    [Function("NotesGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a note", Tag = "notes", Picks = true, Result = typeof(NoteView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/notes/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        (await desk.FindAsync(id, actor, cancellationToken)).OrRefuse();
        return await items.GetAsync(NoteLists.OfEntity, id, request, cancellationToken);
    }

    [Function("NotesCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Write a note",
        Tag = "notes",
        Body = typeof(CreateNote),
        Result = typeof(NoteView),
        Status = 201,
        Description = "About a record that one sees. Who is mentioned is notified."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/notes")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<NoteTaken>(request, NoteAnswers.Created);
        return call.Answer(
            await desk.WriteAsync(
                await call.BodyAsync<CreateNote>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("NotesPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Change a note",
        Tag = "notes",
        Body = typeof(EditNote),
        Result = typeof(NoteView),
        Patch = true,
        Description = "Its author's, and the managers' of what it is about."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/notes/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<NoteTaken>(request, NoteAnswers.Shown);
        var patch = await patches.ReadAsync<EditNote>(request, cancellationToken);
        return call.Answer(await desk.EditAsync(id, patch, call.Command, cancellationToken));
    }

    [Function("NotesDelete"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Delete a note",
        Tag = "notes",
        Rehearses = true,
        Status = 204,
        Description = "It can be restored."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/notes/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<NoteTaken>(request, NoteAnswers.Gone);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    [Function("NotesRestore"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Restore a deleted note",
        Tag = "notes",
        Rehearses = true,
        Result = typeof(NoteView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/notes/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<NoteTaken>(request, NoteAnswers.Shown);
        return call.Answer(await desk.RestoreAsync(id, call.Command, cancellationToken));
    }
}
