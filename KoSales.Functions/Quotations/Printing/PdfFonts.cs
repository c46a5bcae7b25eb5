using SkiaSharp;

namespace KoSales.Functions.Quotations.Printing;

/// <summary>Which of the fonts that come with the app has the glyphs of a stretch of text.</summary>
public enum PdfFace
{
    Latin,
    LatinBold,
    Devanagari,
}

/// <summary>A stretch of text that one font sets.</summary>
internal sealed record PdfRun(string Text, PdfFace Face);

/// <summary>The fonts, loaded when they are first needed and kept. Thread-safe.</summary>
internal static class PdfFonts
{
    private const string Folder = "KoSales.Functions.Quotations.Printing.Fonts.";

    private static readonly Lazy<SKTypeface> Regular = Loaded("NotoSans-Regular.ttf");
    private static readonly Lazy<SKTypeface> Bold = Loaded("NotoSans-Bold.ttf");
    private static readonly Lazy<SKTypeface> Hindi = Loaded("NotoSansDevanagari-Regular.ttf");

    public static SKTypeface Of(PdfFace face) =>
        face switch
        {
            PdfFace.Latin => Regular.Value,
            PdfFace.LatinBold => Bold.Value,
            PdfFace.Devanagari => Hindi.Value,
        };

    /// <summary>The text by script, in its order. Marks and joiners stay with what they belong to.</summary>
    public static IReadOnlyList<PdfRun> RunsOf(string text, bool isBold)
    {
        List<PdfRun> runs = [];
        var latin = isBold ? PdfFace.LatinBold : PdfFace.Latin;
        var (start, face) = (0, latin);
        foreach (var (place, letter) in text.Index())
        {
            var next = IsDevanagari(letter) ? PdfFace.Devanagari : latin;
            if (next == face || (place > start && BelongsToTheOneBefore(letter)))
                continue;
            if (place > start)
                runs.Add(new PdfRun(text[start..place], face));
            (start, face) = (place, next);
        }

        if (start < text.Length)
            runs.Add(new PdfRun(text[start..], face));
        return runs;
    }

    private static bool IsDevanagari(char letter) =>
        letter is (>= '\u0900' and <= '\u097F') or (>= '\uA8E0' and <= '\uA8FF');

    private static bool BelongsToTheOneBefore(char letter) =>
        letter is '\u200C' or '\u200D' or '\u25CC' or (>= '\u0300' and <= '\u036F');

    private static Lazy<SKTypeface> Loaded(string file) =>
        new(() =>
        {
            using var resource =
                typeof(PdfFonts).Assembly.GetManifestResourceStream(Folder + file)
                ?? throw new InvalidOperationException($"The font {file} is not in the app.");
            using var data = SKData.Create(resource);
            return SKTypeface.FromData(data);
        });
}
