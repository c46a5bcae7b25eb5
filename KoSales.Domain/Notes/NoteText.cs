using KoSales.Domain.Fields;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Notes;

/// <summary>The text of a note as it is kept: what it held of somebody's numbers and addresses is
/// masked, everything else is as it was written.</summary>
public sealed record NoteText
{
    private const string Pointer = "/body";

    private NoteText(string body, bool isMasked) => (Body, IsMasked) = (body, isMasked);

    public string Body { get; }

    public bool IsMasked { get; }

    public IReadOnlyList<FieldWarning> Warnings => IsMasked ? [FieldChecks.MaskedAt(Pointer)] : [];

    /// <summary>Refuses a text of blanks.</summary>
    public static Verdict<NoteText> Parse(string body)
    {
        if (string.IsNullOrWhiteSpace(body))
            return Fault.Invalid(Pointer, "note.empty", "A note needs a text.");
        var masked = PersonalTraces.Mask(body);
        return new NoteText(masked, !ReferenceEquals(masked, body));
    }
}
