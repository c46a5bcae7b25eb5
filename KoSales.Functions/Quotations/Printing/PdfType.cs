using System.Globalization;
using System.Text;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace KoSales.Functions.Quotations.Printing;

/// <param name="Size">In points.</param>
internal sealed record PdfStyle(float Size)
{
    private const float LineSpacing = 1.35f;

    public bool IsBold { get; init; }

    /// <summary>Beside what matters.</summary>
    public bool IsPale { get; init; }

    /// <summary>From one line to the next, in points.</summary>
    public float LineHeight => Size * LineSpacing;
}

/// <summary>Sets texts: measures, breaks and draws them, shaped as their script asks for.</summary>
/// <remarks>Not thread-safe; made for one document.</remarks>
internal sealed class PdfType : IDisposable
{
    private static readonly char[] Spaces = [' ', '\t'];

    private readonly Dictionary<PdfFace, SKShaper> _shapers = [];
    private readonly Dictionary<Measured, float> _widths = [];
    private readonly SKPaint _ink = new() { Color = new SKColor(0x11, 0x11, 0x11) };
    private readonly SKPaint _pale = new() { Color = new SKColor(0x55, 0x55, 0x55) };

    /// <summary>In points.</summary>
    public float WidthOf(string text, PdfStyle style)
    {
        var key = new Measured(text, style.Size, style.IsBold);
        if (_widths.TryGetValue(key, out var known))
            return known;
        var width = PdfFonts.RunsOf(text, style.IsBold).Sum(run => WidthOf(run, style));
        return _widths[key] = width;
    }

    /// <summary>The text in lines that are no wider: broken at spaces, and within a word that alone is
    /// wider. At least one line.</summary>
    public IReadOnlyList<string> Broken(string text, float width, PdfStyle style)
    {
        List<string> lines = [];
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in WordsOf(paragraph, width, style))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length == 0 || WidthOf(longer, style) <= width)
                {
                    line = longer;
                    continue;
                }

                lines.Add(line);
                line = word;
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The style in which the text is no wider: smaller where it has to be.</summary>
    public PdfStyle Fitting(string text, float width, PdfStyle style)
    {
        var wide = WidthOf(text, style);
        return wide <= width ? style : style with { Size = style.Size * width / wide };
    }

    /// <param name="x">Of the left edge.</param>
    /// <param name="y">Of the line on which the letters stand.</param>
    public void Draw(SKCanvas canvas, string text, float x, float y, PdfStyle style)
    {
        foreach (var run in PdfFonts.RunsOf(text, style.IsBold))
            x += Draw(canvas, run, x, y, style);
    }

    public void Dispose()
    {
        foreach (var shaper in _shapers.Values)
            shaper.Dispose();
        _ink.Dispose();
        _pale.Dispose();
    }

    private float WidthOf(PdfRun run, PdfStyle style)
    {
        using var font = FontOf(run.Face, style);
        return ShaperOf(run.Face).Shape(run.Text, font).Width;
    }

    /// <summary>With its letters, so that they can be searched and copied. Returns how wide it is.</summary>
    private float Draw(SKCanvas canvas, PdfRun run, float x, float y, PdfStyle style)
    {
        using var font = FontOf(run.Face, style);
        var shaped = ShaperOf(run.Face).Shape(run.Text, font);
        var letters = Encoding.UTF8.GetBytes(run.Text);
        using var builder = new SKTextBlobBuilder();
        var buffer = builder.AllocatePositionedTextRun(
            font,
            shaped.Codepoints.Length,
            letters.Length,
            null
        );
        buffer.SetGlyphs([.. shaped.Codepoints.Select(glyph => (ushort)glyph)]);
        buffer.SetPositions(shaped.Points);
        buffer.SetText(letters);
        buffer.SetClusters(shaped.Clusters);
        using var blob = builder.Build();
        if (blob is not null)
            canvas.DrawText(blob, x, y, style.IsPale ? _pale : _ink);
        return shaped.Width;
    }

    private SKShaper ShaperOf(PdfFace face) =>
        _shapers.TryGetValue(face, out var known)
            ? known
            : _shapers[face] = new SKShaper(PdfFonts.Of(face));

    /// <summary>There is no bold font of Devanagari: its letters are made heavier.</summary>
    private static SKFont FontOf(PdfFace face, PdfStyle style) =>
        new(PdfFonts.Of(face), style.Size, 1, 0)
        {
            Subpixel = true,
            LinearMetrics = true,
            Hinting = SKFontHinting.None,
            Embolden = style.IsBold && face == PdfFace.Devanagari,
        };

    private IEnumerable<string> WordsOf(string paragraph, float width, PdfStyle style) =>
        paragraph
            .Split(Spaces, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(word => PartsOf(word, width, style));

    private IEnumerable<string> PartsOf(string word, float width, PdfStyle style)
    {
        if (WidthOf(word, style) <= width)
            return [word];
        List<string> parts = [""];
        var letters = StringInfo.GetTextElementEnumerator(word);
        while (letters.MoveNext())
        {
            var longer = parts[^1] + letters.GetTextElement();
            if (parts[^1].Length == 0 || WidthOf(longer, style) <= width)
                parts[^1] = longer;
            else
                parts.Add(letters.GetTextElement());
        }

        return parts;
    }

    private sealed record Measured(string Text, float Size, bool IsBold);
}
