using KoSales.Domain.Fields;
using KoSales.Domain.Notes;

namespace KoSales.Functions.Notes;

/// <summary>A note after a write.</summary>
/// <param name="Warnings">What was odd but accepted.</param>
public sealed record NoteTaken(Note Note, IReadOnlyList<FieldWarning> Warnings);

/// <summary>The answers about one note.</summary>
internal static class NoteAnswers
{
    private static readonly ResourceAnswers<Note> Answers = new(
        "notes",
        NoteStore.Collection,
        Projection.For<NoteView>()
    );

    public static Answer Created(NoteTaken taken) =>
        Answers.Created(taken.Note).WithWarnings(taken.Warnings);

    public static Answer Shown(NoteTaken taken) =>
        Answers.Shown(taken.Note).WithWarnings(taken.Warnings);

    public static Answer Gone(NoteTaken taken) => Answer.NoContent;
}
