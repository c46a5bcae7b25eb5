using KoSales.Domain.Fields;

namespace KoSales.Domain.Notes;

/// <summary>The text of a note as it is kept: what it held of somebody's numbers and addresses is
/// masked, everything else is as it was written.</summary>
public sealed record NoteText
{
    private const string Pointer = "/body";

    private readonly MaskedText _text;

    private NoteText(MaskedText text) => _text = text;

    public string Body => _text.Text;

    public bool IsMasked => Warnings.Count > 0;

    public IReadOnlyList<FieldWarning> Warnings => _text.Warnings;

    /// <summary>Refuses a text of blanks.</summary>
    public static Verdict<NoteText> Parse(string body) =>
        string.IsNullOrWhiteSpace(body)
            ? Fault.Invalid(Pointer, "note.empty", "A note needs a text.")
            : new NoteText(MaskedText.Of(body, Pointer));
}
