using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Notes;
using KoSales.Domain.Timeline;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Timeline;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Notes;

/// <summary>Writes, changes and removes notes, for whoever sees what they are about.</summary>
public sealed class NoteDesk(
    IDocumentStore store,
    TaskSubjects subjects,
    NoteMentions mentions,
    TimelineWriter timeline,
    Commits commits
)
{
    private static readonly Fault Busy = Fault.Busy("note.busy", "The note");

    /// <summary>One transaction: the note, its event, its entry in the entity's timeline.</summary>
    public Task<Verdict<NoteTaken>> WriteAsync(
        CreateNote body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Busy,
            async attempt =>
            {
                var entity = body.EntityRef.ToRef();
                var subject = await subjects.FindAsync(entity, command.Actor, cancellationToken);
                var text = NoteText.Parse(body.Body);
                if (subject is null)
                    return Verdict<NoteTaken>.Refuse([NoEntity, .. text.Faults]);
                var named = await mentions.CheckAsync(
                    body.Mentions ?? [],
                    entity,
                    cancellationToken
                );
                if (text.IsRefused || named.IsRefused)
                    return Verdict<NoteTaken>.Refuse([.. text.Faults, .. named.Faults]);
                var draft = new NoteDraft(entity, text.Value, body.Pinned ?? false, named.Value);
                var written = NoteDecisions.Write(
                    draft,
                    ObjectIds.Next(command.Now),
                    new Holder(subject.OwnerId, subject.TeamId),
                    command
                );
                attempt.Batch.Insert(NoteStore.Collection, written.Note);
                var taken = new NoteTaken(written.Note, text.Value.Warnings);
                await RecordAsync(attempt.Batch, written, taken, command, cancellationToken);
                return taken;
            },
            cancellationToken
        );

    public Task<Verdict<NoteTaken>> EditAsync(
        string id,
        PatchRequest<EditNote> request,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            new NoteCall(id, request.Patch.IfMatch, command),
            (note, _) => EditedAsync(note, request, command, cancellationToken),
            cancellationToken
        );

    public Task<Verdict<NoteTaken>> DeleteAsync(
        string id,
        IfMatch? ifMatch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            new NoteCall(id, ifMatch, command),
            (note, _) => new(Plain(note.Delete(command))),
            cancellationToken
        );

    public Task<Verdict<NoteTaken>> RestoreAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            new NoteCall(id, null, command) { OfDeleted = true },
            (note, holder) => new(Plain(note.Restore(holder, command))),
            cancellationToken
        );

    /// <summary>The note, for whoever sees what it is about.</summary>
    public async ValueTask<Verdict<Note>> FindAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var seen = await SeenAsync(id, actor, cancellationToken);
        return seen is { Note.DeletedAt: null } ? seen.Note : NotFound(id);
    }

    private static readonly Fault NoEntity = Fault.Invalid(
        "/entity_ref",
        "note.entity_not_found",
        "There is no such entity that you can see."
    );

    private static Fault NotFound(string id) => Fault.NotFound("note", QueryFaults.Shown(id));

    private static Verdict<NoteOutcome> Plain(Verdict<NoteChange> change) =>
        change.IsRefused ? change.Refusal : new NoteOutcome(change.Value, null);

    private async ValueTask<Verdict<NoteOutcome>> EditedAsync(
        Note note,
        PatchRequest<EditNote> request,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (patch, edit) = (request.Patch, request.Edit);
        var text = edit.Body is { } body ? NoteText.Parse(body) : default(Verdict<NoteText>?);
        var named = await mentions.CheckAsync(
            [.. (edit.Mentions ?? []).Where(m => !note.Mentions.Contains(m.Value))],
            note.EntityRef,
            cancellationToken
        );
        Fault[] faults = [.. patch.Cleared(["body"]), .. text?.Faults ?? [], .. named.Faults];
        if (faults.Length > 0)
            return Verdict<NoteOutcome>.Refuse(faults);
        var wanted = new NoteEdit(
            text?.Value,
            patch.Has("pinned") ? edit.Pinned ?? false : null,
            patch.Has("mentions")
                ? [.. (edit.Mentions ?? []).Select(m => m.Value).Distinct(StringComparer.Ordinal)]
                : null
        );
        var edited = note.Edit(wanted, command);
        return edited.IsRefused ? edited.Refusal : new NoteOutcome(edited.Value, text?.Value);
    }

    private Task<Verdict<NoteTaken>> ChangeAsync(
        NoteCall call,
        Func<Note, Holder, ValueTask<Verdict<NoteOutcome>>> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<NoteTaken>(
            Busy,
            async attempt =>
            {
                var seen = await SeenAsync(call.Id, call.Command.Actor, cancellationToken);
                if (seen is null || seen.Note.DeletedAt is not null != call.OfDeleted)
                    return NotFound(call.Id);
                if (call.IfMatch?.Check(call.Id, seen.Note.Version) is { } stale)
                    return stale;
                var decided = await decide(seen.Note, seen.Holder);
                if (decided.IsRefused)
                    return decided.Refusal;
                var (change, text) = decided.Value;
                var taken = new NoteTaken(change.Note, text?.Warnings ?? []);
                if (ReferenceEquals(change.Note, seen.Note))
                {
                    call.Command.RecordAnswer(attempt.Batch, taken);
                    return taken;
                }

                attempt.Batch.Replace(NoteStore.Collection, change.Note);
                await RecordAsync(attempt.Batch, change, taken, call.Command, cancellationToken);
                return taken;
            },
            cancellationToken
        );

    private async ValueTask<Seen?> SeenAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(NoteStore.Collection, id, cancellationToken) is not { } note)
            return null;
        return await subjects.FindAsync(note.EntityRef, actor, cancellationToken) is { } subject
            ? new Seen(note, new Holder(subject.OwnerId, subject.TeamId))
            : null;
    }

    /// <summary>Event, timeline entry and answer.</summary>
    private async ValueTask RecordAsync(
        WriteBatch batch,
        NoteChange change,
        NoteTaken taken,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var note = change.Note;
        var facts = new NoteFacts
        {
            NoteId = note.Id,
            AuthorId = note.AuthorId,
            Mentioned = change.Mentioned,
        };
        batch.Emit(
            command,
            new OutboxFact(change.Type, note.EntityRef)
            {
                Data = JsonSerializer.SerializeToElement(facts, NoteFactsJson.Wire.NoteFacts),
            }
        );
        var entry = Activities.Entry(command, note.EntityRef, TimelineKind.Note, change.Type) with
        {
            Changes = change.Changes,
            Refs = new Dictionary<string, string> { ["note_id"] = note.Id },
        };
        await timeline.RecordAsync(batch, entry, cancellationToken);
        command.RecordAnswer(batch, taken);
    }

    private sealed record NoteCall(string Id, IfMatch? IfMatch, Command Command)
    {
        public bool OfDeleted { get; init; }
    }

    private sealed record NoteOutcome(NoteChange Change, NoteText? Text);

    private sealed record Seen(Note Note, Holder Holder);
}
