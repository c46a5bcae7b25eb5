using System.Globalization;
using System.Text;
using KoSales.Domain.Pii;
using NodaTime.Text;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>Nodes without state.</summary>
internal static class ContractNodes
{
    public static readonly ContractNode.Anything Anything = new();
}

/// <summary>The checks of a text against its node, and how faults are worded.</summary>
internal static class ContractTexts
{
    private const int AllowedShown = 12;

    /// <summary>True without making a string, for the usual case; false says nothing.</summary>
    public static bool IsClearlyFine(ContractNode.Text node, ReadOnlySpan<byte> utf8)
    {
        if (node.AllowedUtf8 is { } allowed)
            return allowed.Find(utf8) >= 0;
        // A text has at least a third as many UTF-16 units as UTF-8 bytes, and no more.
        return node is { Form: ContractNode.TextForm.Plain, Pattern: null, InTheClear: false }
            && utf8.Length <= node.MaxLength
            && utf8.Length >= node.MinLength * 3
            && (node.MinLength == 0 || utf8[0] is > (byte)' ' and < 0x7f);
    }

    public static (string Code, string Detail)? FaultOf(ContractNode.Text node, string value)
    {
        if (node.Allowed is { } allowed)
            return allowed.Contains(value)
                ? null
                : ("not_allowed", $"This member is one of {List(allowed)}.");
        if (value.Length > node.MaxLength)
            return ("too_long", $"This member takes at most {node.MaxLength} characters.");
        if (value.Length < node.MinLength)
            return (
                "too_short",
                node.MinLength == 1
                    ? "This member cannot be empty."
                    : $"This member needs at least {node.MinLength} characters."
            );
        if (node.MinLength > 0 && Texts.IsBlank(value))
            return ("too_short", "This member needs a character that can be seen.");
        if (node.Pattern is { } pattern && !pattern.IsMatch(value))
            return ("bad_format", $"This member has the form {pattern}.");
        return (node.InTheClear ? ClearFault(value) : null) ?? Form(node, value);
    }

    /// <summary>Of a text that is kept in the clear.</summary>
    public static (string Code, string Detail)? ClearFault(string value) =>
        PersonalTraces.Holds(value)
            ? (PersonalTraces.Refused, PersonalTraces.Fault("").Detail)
            : null;

    public static string Describe(ContractNode.Text node) =>
        node switch
        {
            { Allowed: { } allowed } => $"a text, one of {List(allowed)}",
            { Form: ContractNode.TextForm.Instant } =>
                "an RFC 3339 instant as text, such as 2026-11-22T07:30:00.000Z",
            { Form: ContractNode.TextForm.Date } => "a date as text, such as 2026-11-22",
            { Form: ContractNode.TextForm.Decimal } =>
                "a decimal number as text, such as \"1234.50\"",
            _ => "a text",
        };

    public static string RangeOf(decimal minimum, decimal maximum) =>
        (minimum == decimal.MinValue, maximum == decimal.MaxValue) switch
        {
            (true, true) => "This number is too large.",
            (true, false) => string.Create(
                CultureInfo.InvariantCulture,
                $"This number is at most {maximum}."
            ),
            (false, true) => string.Create(
                CultureInfo.InvariantCulture,
                $"This number is at least {minimum}."
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"This number is between {minimum} and {maximum}."
            ),
        };

    private static (string Code, string Detail)? Form(ContractNode.Text node, string value) =>
        node.Form switch
        {
            ContractNode.TextForm.Instant when !InstantConverter.TryRead(value, out _) => (
                "bad_format",
                "This member is an RFC 3339 instant, such as 2026-11-22T07:30:00.000Z."
            ),
            ContractNode.TextForm.Date when !LocalDatePattern.Iso.Parse(value).Success => (
                "bad_format",
                "This member is a date, such as 2026-11-22."
            ),
            ContractNode.TextForm.Decimal => DecimalFault(node, value),
            _ => null,
        };

    private static (string Code, string Detail)? DecimalFault(ContractNode.Text node, string value)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(value, plain, CultureInfo.InvariantCulture, out var number))
            return ("bad_format", "This member is a decimal number as text, such as \"1234.50\".");
        return number < node.Minimum || number > node.Maximum
            ? ("out_of_range", RangeOf(node.Minimum, node.Maximum))
            : null;
    }

    private static string List(IReadOnlyList<string> allowed)
    {
        var text = new StringBuilder().AppendJoin(", ", allowed.Take(AllowedShown));
        return allowed.Count > AllowedShown ? text.Append(", …").ToString() : text.ToString();
    }
}
