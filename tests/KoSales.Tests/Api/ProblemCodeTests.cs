using System.Text;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api;

/// <summary>docs/problem-codes.md is written from the sources: <c>KOSALES_WRITE_DOCS=1</c> writes it
/// anew.</summary>
public sealed class ProblemCodeTests
{
    private static readonly string Document = Solution.PathOf("docs", "problem-codes.md");
    private static readonly Lazy<ProblemCodeScan> Scan = new(ProblemCodeScan.Run);

    // Codes whose sentence stands far from them, and those that many members share, each with a sentence of
    // its own.
    private static readonly Dictionary<string, string> Sentences = new()
    {
        ["assignment.batch_failed"] =
            "Its batch could not be written, however often it was tried; retry the job.",
        ["custom_field.wrong_value"] =
            "The value is not one that the field takes; the sentence says what it takes.",
        ["duplicate"] = "This is named twice.",
        ["invalid"] = "This is not one of the values that the member takes.",
        ["out_of_range"] = "This number is not within the range that the member takes.",
        ["required"] = "This member is required.",
        ["too_long"] = "This member takes fewer characters.",
        ["too_many"] = "This list takes fewer items.",
        ["body.malformed"] = "The body cannot be read as JSON; the sentence says where.",
    };

    [Fact]
    public void The_document_says_what_the_sources_refuse_with()
    {
        var written = Written();
        if (Environment.GetEnvironmentVariable("KOSALES_WRITE_DOCS") == "1")
            File.WriteAllText(Document, written);

        Assert.Equal(written, File.ReadAllText(Document).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_code_can_be_read_off_the_sources() =>
        Assert.True(
            Scan.Value.Unread.Count == 0,
            "write the code as a text or a constant in " + string.Join("; ", Scan.Value.Unread)
        );

    [Fact]
    public void Every_code_has_a_sentence_without_source_text_in_it() =>
        Assert.All(
            Scan.Value.Found,
            code =>
            {
                Assert.NotEqual("", SentenceOf(code.Key, code.Value));
                Assert.DoesNotMatch(@"\{[^}]*([(.]|$)", SentenceOf(code.Key, code.Value));
            }
        );

    [Theory]
    [InlineData("body.malformed")]
    [InlineData("body.too_large")]
    [InlineData("claim.taken")]
    [InlineData("custom_field.wrong_value")]
    [InlineData("import.not_utf8")]
    [InlineData("phone.too_short")]
    [InlineData("required_field")]
    [InlineData("open_task")]
    public void Codes_that_are_made_far_from_their_sentence_are_found(string code) =>
        Assert.Contains(code, Scan.Value.Found.Keys);

    private static string SentenceOf(string code, ProblemCode said) =>
        Sentences.GetValueOrDefault(code, said.Sentence);

    private static string Written()
    {
        var text = new StringBuilder(
            """
            # Problem codes

            Every refusal is `application/problem+json` with one of these in `code`; codes do not change. `…` stands for what varies.
            A code without a status stands in `errors`, with the pointer of the member at fault, in the warnings of an answer,
            or in the file of what failed in a job.
            Facts beside the sentence are members of their own: counts as numbers, several ids as an array.
            This table is written from the sources; a test compares the two.

            | Code | Status | What it says |
            |---|---|---|

            """.ReplaceLineEndings("\n")
        );
        foreach (var (code, said) in Scan.Value.Found)
            text.Append(
                $"| `{code}` | {string.Join(", ", said.Statuses)} | {SentenceOf(code, said).Replace("|", "\\|", StringComparison.Ordinal)} |\n"
            );
        return text.ToString();
    }
}
