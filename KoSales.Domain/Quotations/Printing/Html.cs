using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace KoSales.Domain.Quotations.Printing;

/// <summary>HTML that is written from literals. Whatever stands in the holes of an interpolated text is
/// escaped, so that no text of a person can become markup.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public Html Add([InterpolatedStringHandlerArgument("")] ref Part part)
    {
        part.EndLine();
        return this;
    }

    /// <summary>One of our own constants, as it is.</summary>
    public Html AddLiteral(string markup)
    {
        _text.Append(markup).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    public readonly ref struct Part
    {
        private readonly StringBuilder _into;

        /// <summary>As the compiler calls it; how long the text will be is not looked at.</summary>
        public Part(int literalLength, int formattedCount, Html html) => _into = html._text;

        public void AppendLiteral(string markup) => _into.Append(markup);

        public void AppendFormatted(string? text) => _into.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(int number) => _into.Append(number);

        public void EndLine() => _into.Append('\n');
    }
}
