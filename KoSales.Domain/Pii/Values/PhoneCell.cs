namespace KoSales.Domain.Pii.Values;

/// <summary>
/// The numbers of a cell or member in which people write one number, or two set apart by <c>/</c> or
/// <c>,</c>; the
/// first is the primary one.
/// </summary>
public static class PhoneCell
{
    private const int Most = 2;

    /// <summary>Fewer digits than this after a separator are no number but the end of one, or an
    /// extension.</summary>
    private const int FewestDigits = 6;

    /// <summary>One or two numbers, distinct; or the fault at the pointer, which never repeats the
    /// text.</summary>
    public static Verdict<IReadOnlyList<PhoneNumber>> Parse(string text, string pointer)
    {
        List<PhoneNumber> numbers = [];
        foreach (var part in PartsOf(text))
        {
            if (numbers.Count == Most)
                return Refuse(pointer, "phone.too_many_numbers");
            if (part.IsTail)
                return Refuse(
                    pointer,
                    part.Separator == '/' ? "phone.abbreviated" : "phone.extension"
                );
            if (!PhoneNumber.TryParse(part.Text, out var number, out var reason))
                return Refuse(pointer, reason);
            if (!numbers.Contains(number))
                numbers.Add(number);
        }

        return numbers.Count > 0 ? numbers : Refuse(pointer, "phone.too_short");
    }

    private static Fault Refuse(string pointer, string reason) =>
        Fault.Invalid(pointer, reason, PersonalValues.Sentence(reason));

    private static IEnumerable<Part> PartsOf(string text)
    {
        var start = 0;
        var separator = '\0';
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && Separator(text, i) == '\0')
                continue;
            var part = text[start..i].Trim();
            if (part.Length > 0)
                yield return new Part(separator, part);
            if (i < text.Length)
                separator = Separator(text, i);
            start = i + 1;
        }
    }

    /// <summary>The comma of <c>9,81E+09</c> sets nothing apart.</summary>
    private static char Separator(string text, int at) =>
        text[at] switch
        {
            '/' or '\uFF0F' or '\n' => '/',
            ',' or '\uFF0C' when !text.AsSpan(at).ContainsAny('E', 'e') => ',',
            _ => '\0',
        };

    /// <param name="Separator">What stands before it; nothing for the first.</param>
    private readonly record struct Part(char Separator, string Text)
    {
        /// <summary>Too short for a number, hence the end of the one before.</summary>
        public bool IsTail =>
            Separator != '\0'
            && Text.Count(char.IsDigit) < FewestDigits
            && Text.All(c => char.IsDigit(c) || char.IsWhiteSpace(c));
    }
}
