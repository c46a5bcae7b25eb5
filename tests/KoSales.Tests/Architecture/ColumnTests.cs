using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Architecture;

public sealed class ColumnTests
{
    private const int Widest = 120;
    private const int WidestWithText = 160;
    private const string RawQuotes = "\"\"\"";

    [Theory]
    [InlineData("KoSales.Domain")]
    [InlineData("KoSales.Functions")]
    [InlineData("infra")]
    [InlineData("tests")]
    public void No_line_is_wider_than_a_reader_sees(string folder)
    {
        var wide = Solution.SourcesBelow(folder).SelectMany(TooWide).ToList();

        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    [Fact]
    public void A_line_with_a_text_may_be_wider_than_one_without()
    {
        var (code, text) = (new string('x', 121), new string('x', 118));
        var file = new SourceFile(
            "a.cs",
            $"{code}\n\"{text}\"\n{RawQuotes}\n{code}\n{RawQuotes}\n"
        );

        var wide = TooWide(file);

        Assert.Equal(["a.cs:1 has 121 columns"], wide);
    }

    private static IEnumerable<string> TooWide(SourceFile file)
    {
        var withinRawText = false;
        foreach (var (index, line) in file.Text.Split('\n').Index())
        {
            var holdsText = withinRawText || line.Contains('"', StringComparison.Ordinal);
            if (line.Length > (holdsText ? WidestWithText : Widest))
                yield return $"{file.Path}:{index + 1} has {line.Length} columns";
            if (Quotes(line) % 2 != 0)
                withinRawText = !withinRawText;
        }
    }

    /// <summary>How often a raw text begins or ends on the line.</summary>
    private static int Quotes(string line) => line.Split(RawQuotes).Length - 1;
}
