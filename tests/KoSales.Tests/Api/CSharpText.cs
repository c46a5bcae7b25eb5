using System.Text;
using System.Text.RegularExpressions;

namespace KoSales.Tests.Api;

/// <summary>A source file without its comments, and what can be told of it without a compiler.</summary>
internal sealed partial class CSharpText(string source)
{
    public string Code { get; } = WithoutComments(source);

    /// <summary>The arguments, or parameters, within the parentheses that open here.</summary>
    public IReadOnlyList<string> ArgumentsAt(int open)
    {
        List<string> found = [];
        var (depth, start) = (0, open + 1);
        for (var at = open; at < Code.Length; at++)
        {
            if (AfterText(Code, at) is { } after)
            {
                at = after - 1;
                continue;
            }

            if (Code[at] is '(' or '[' or '{')
                depth++;
            if (Code[at] is ')' or ']' or '}')
                depth--;
            var ends = depth == 0;
            if (ends || (Code[at] == ',' && depth == 1))
            {
                found.Add(Code[start..at].Trim());
                start = at + 1;
            }

            if (ends)
                break;
        }

        return found;
    }

    /// <summary>From here to the end of the member, which is the next empty line.</summary>
    public string MemberAt(int at) =>
        Code[
            at..(
                Code.IndexOf("\n\n", at, StringComparison.Ordinal) is var end and > 0
                    ? end
                    : Code.Length
            )
        ];

    /// <summary>The text that begins here, quotes included.</summary>
    public string LiteralAt(int at) => Code[at..(AfterText(Code, at) ?? at)];

    /// <summary>What is declared with the parameter at this place: its name, its line up to the
    /// parenthesis, and where that opens; null for no declaration.</summary>
    public (string Name, string Line, int At)? DeclarationAt(int parameter)
    {
        var depth = 0;
        for (var at = parameter - 1; at >= 0; at--)
        {
            if (Code[at] is ';' or '{' or '}')
                return null;
            if (Code[at] == ')')
                depth++;
            if (Code[at] != '(' || depth-- > 0)
                continue;
            var name = LastWord().Match(Code, 0, at).Value;
            return name.Length == 0 ? null : (name, Code[(Code.LastIndexOf('\n', at) + 1)..at], at);
        }

        return null;
    }

    /// <summary>The first sentence of an expression, with what varies as an ellipsis; empty for none.</summary>
    public static string SentenceOf(string expression)
    {
        for (var at = 0; at < expression.Length; at++)
        {
            if (AfterText(expression, at) is not { } after)
                continue;
            var text = Said(expression[at..after]);
            if (text.Contains(' ', StringComparison.Ordinal))
                return text;
            at = after - 1;
        }

        return "";
    }

    private static string Said(string literal)
    {
        var varies = literal[0] is '$';
        var said = new StringBuilder();
        for (
            var at = literal.IndexOf('"', StringComparison.Ordinal) + 1;
            at < literal.Length - 1;
            at++
        )
        {
            if (literal[at] == '\\')
                said.Append(literal[++at]);
            else if (varies && literal[at] == '{')
            {
                at = AfterHole(literal, at) - 1;
                said.Append('…');
            }
            else
                said.Append(literal[at]);
        }

        return said.ToString();
    }

    private static string WithoutComments(string source)
    {
        var code = new StringBuilder(source.Length);
        for (var at = 0; at < source.Length; at++)
        {
            if (AfterText(source, at) is { } after)
            {
                code.Append(source, at, after - at);
                at = after - 1;
            }
            else if (source[at] == '/' && at + 1 < source.Length && source[at + 1] == '/')
            {
                at = source.IndexOf('\n', at) - 1;
                if (at < 0)
                    break;
            }
            else
                code.Append(source[at]);
        }

        return code.ToString();
    }

    /// <summary>Where the text or character that begins here ends; null where none begins.</summary>
    private static int? AfterText(string code, int at)
    {
        if (code[at] == '\'')
            return Character().Match(code, at) is { Success: true } character
                ? character.Index + character.Length
                : null;
        if (
            code[at] is not ('"' or '$' or '@')
            || Opening().Match(code, at) is not { Success: true } opening
        )
            return null;
        var (marks, quotes) = (opening.Groups[1].Value, opening.Groups[2].Value);
        at = opening.Index + opening.Length;
        if (quotes.Length > 2)
            return code.IndexOf(quotes, at, StringComparison.Ordinal) + quotes.Length;
        return quotes.Length == 2 ? at : AfterQuote(code, at, marks);
    }

    private static int AfterQuote(string code, int at, string marks)
    {
        while (code[at] != '"')
        {
            if (code[at] == '\\' && !marks.Contains('@', StringComparison.Ordinal))
                at += 2;
            else if (marks.Contains('$', StringComparison.Ordinal) && code[at] == '{')
                at = code[at + 1] == '{' ? at + 2 : AfterHole(code, at);
            else
                at++;
        }

        return at + 1;
    }

    private static int AfterHole(string code, int at)
    {
        var depth = 0;
        while (true)
        {
            if (AfterText(code, at) is { } after)
            {
                at = after;
                continue;
            }

            if (code[at] is '{' or '(' or '[')
                depth++;
            if (code[at] is '}' or ')' or ']')
                depth--;
            at++;
            if (depth == 0)
                return at;
        }
    }

    [GeneratedRegex(@"\G'(\\[^']+|[^'\\])'")]
    private static partial Regex Character();

    [GeneratedRegex(
        """
            \G([$@]*)("+)
            """
    )]
    private static partial Regex Opening();

    [GeneratedRegex(@"\w+$", RegexOptions.RightToLeft)]
    private static partial Regex LastWord();
}
