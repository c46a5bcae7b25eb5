using KoSales.Domain.Assignment;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Notes;

/// <summary>A note as somebody wrote it.</summary>
/// <param name="Mentions">Ids of agents who may be told of it, each once.</param>
public sealed record NoteDraft(
    EntityRef EntityRef,
    NoteText Text,
    bool Pinned,
    IReadOnlyList<string> Mentions
);

/// <summary>What is to be another in a note; null for what stays.</summary>
public sealed record NoteEdit(NoteText? Text, bool? Pinned, IReadOnlyList<string>? Mentions);

/// <summary>What became of a note.</summary>
/// <param name="Type">Name of the event, and key of the timeline entry: <c>note.created</c>.</param>
public sealed record NoteChange(Note Note, string Type)
{
    /// <summary>As the timeline shows them; the text itself is not among them.</summary>
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];

    /// <summary>The agents who are called upon from now on and were not before.</summary>
    public IReadOnlyList<string> Mentioned { get; init; } = [];
}

public static class NoteEvents
{
    public const string Created = "note.created";
    public const string Edited = "note.edited";
    public const string Deleted = "note.deleted";
    public const string Restored = "note.restored";
}

/// <summary>What may be done with notes, and by whom: whoever wrote one, and the managers of its
/// entity.</summary>
public static class NoteDecisions
{
    /// <param name="id">Of <see cref="ObjectIds"/>.</param>
    /// <param name="holder">The entity's.</param>
    public static NoteChange Write(NoteDraft draft, string id, Holder holder, Command command) =>
        new(
            new Note
            {
                Id = id,
                EntityRef = draft.EntityRef,
                Body = draft.Text.Body,
                Pinned = draft.Pinned,
                Mentions = draft.Mentions,
                AuthorId = command.Actor.Id,
                OwnerId = holder.OwnerId,
                TeamId = holder.TeamId,
                CreatedAt = command.Now,
                UpdatedAt = command.Now,
                CreatedBy = command.Actor.Id,
                UpdatedBy = command.Actor.Id,
            },
            NoteEvents.Created
        )
        {
            Mentioned = draft.Mentions,
        };

    /// <summary>The note itself, at its version, when nothing would be another.</summary>
    public static Verdict<NoteChange> Edit(this Note note, NoteEdit edit, Command command)
    {
        if (ObjectionOf(note, command.Actor) is { } objection)
            return objection;
        var edited = note with
        {
            Body = edit.Text?.Body ?? note.Body,
            Pinned = edit.Pinned ?? note.Pinned,
            Mentions = edit.Mentions ?? note.Mentions,
        };
        return IsSame(note, edited)
            ? new NoteChange(note, NoteEvents.Edited)
            : new NoteChange(Next(edited, command), NoteEvents.Edited)
            {
                Changes = [.. PinChange(note, edited)],
                Mentioned = [.. edited.Mentions.Except(note.Mentions)],
            };
    }

    public static Verdict<NoteChange> Delete(this Note note, Command command) =>
        ObjectionOf(note, command.Actor) is { } objection
            ? objection
            : new NoteChange(
                Next(note with { DeletedAt = command.Now }, command),
                NoteEvents.Deleted
            );

    /// <param name="holder">The entity's, which may have changed meanwhile.</param>
    public static Verdict<NoteChange> Restore(this Note note, Holder holder, Command command)
    {
        if (note.DeletedAt is null)
            return Fault.Conflict("note.not_deleted", "The note is not deleted.");
        if (ObjectionOf(note, command.Actor) is { } objection)
            return objection;
        var restored = note with
        {
            DeletedAt = null,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
        };
        return new NoteChange(Next(restored, command), NoteEvents.Restored);
    }

    private static Fault? ObjectionOf(Note note, Actor actor)
    {
        if (note.AuthorId != actor.Id && !HolderScope.Manages(actor, note.OwnerId, note.TeamId))
            return new Fault(
                FaultKind.Forbidden,
                "note.not_yours",
                "A note is changed by whoever wrote it, or by a manager."
            );
        return note.ErasedAt is null
            ? null
            : new Fault(
                FaultKind.Gone,
                "note.erased",
                "The personal data that this note was about were erased; it can no longer be changed."
            );
    }

    private static bool IsSame(Note before, Note after) =>
        before.Body == after.Body
        && before.Pinned == after.Pinned
        && before.Mentions.SequenceEqual(after.Mentions);

    private static IEnumerable<FieldChange> PinChange(Note before, Note after)
    {
        if (before.Pinned != after.Pinned)
            yield return new FieldChange("pinned", Flag(before.Pinned), Flag(after.Pinned));
    }

    private static string Flag(bool value) => value ? "true" : "false";

    private static Note Next(Note note, Command command) =>
        note with
        {
            Version = note.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
