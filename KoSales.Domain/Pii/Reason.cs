namespace KoSales.Domain.Pii;

/// <summary>Why somebody looks at or destroys personal data: 5 to 500 characters, and without such data
/// itself, since the reason is kept in the clear.</summary>
public sealed record Reason
{
    public const int Shortest = 5;
    public const int Longest = 500;

    private Reason(string text) => Text = text;

    public string Text { get; }

    public static Verdict<Reason> Parse(string? text, string pointer)
    {
        var trimmed = (text ?? "").Trim();
        if (trimmed.Length < Shortest)
            return Fault.Invalid(
                pointer,
                "reason.too_short",
                $"Say why in at least {Shortest} characters; it goes into the access log."
            );
        if (trimmed.Length > Longest)
            return Fault.Invalid(
                pointer,
                "reason.too_long",
                $"Say why in at most {Longest} characters."
            );
        return PersonalTraces.Holds(trimmed)
            ? Fault.Invalid(
                pointer,
                "reason.personal_data",
                "The reason holds a phone number, an e-mail address or a tax number; name the record by its id instead."
            )
            : new Reason(trimmed);
    }
}
