using KoSales.Domain.Pii;

namespace KoSales.Domain.Fields;

/// <summary>A text that people wrote, as it is kept: what it held of somebody's numbers and addresses is
/// masked, with a warning.</summary>
public sealed record MaskedText(string Text, IReadOnlyList<FieldWarning> Warnings)
{
    /// <param name="pointer">Where the text stood.</param>
    public static MaskedText Of(string text, string pointer)
    {
        var masked = PersonalTraces.Mask(text);
        return new MaskedText(
            masked,
            ReferenceEquals(masked, text) ? [] : [FieldChecks.MaskedAt(pointer)]
        );
    }
}
