using System.Text;
using System.Text.RegularExpressions;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api;

/// <summary>docs/problem-codes.md lists every code that the sources refuse with. <c>KOSALES_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed partial class ProblemCodeTests
{
    private static readonly string Document = Solution.PathOf("docs", "problem-codes.md");

    [Fact]
    public void Every_code_in_the_sources_is_documented()
    {
        var used = Used();
        if (Environment.GetEnvironmentVariable("KOSALES_WRITE_DOCS") == "1") File.WriteAllText(Document, Written(used));

        var documented = Row().Matches(File.ReadAllText(Document)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.True(used.Count > 50, "the search finds the codes");
        var missing = used.Keys.Where(c => !documented.Contains(c)).ToList();
        Assert.True(missing.Count == 0, "write the document anew; it lacks " + string.Join(", ", missing));
    }

    /// <summary>Code → the sentence that goes with it where it is first used.</summary>
    private static SortedDictionary<string, string> Used()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in new[] { "KoSales.Domain", "KoSales.Functions" }.SelectMany(p => Directory.EnumerateFiles(Solution.PathOf(p), "*.cs", SearchOption.AllDirectories)))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            var text = File.ReadAllText(file);
            foreach (Match use in Refusal().Matches(text)) found.TryAdd(use.Groups["code"].Value, use.Groups["detail"].Value);
            foreach (Match use in Absence().Matches(text)) found.TryAdd(use.Groups[1].Value + ".not_found", "There is none that you can see.");
        }
        return found;
    }

    private static string Written(SortedDictionary<string, string> codes)
    {
        var text = new StringBuilder("""
            # Problem codes

            Every refusal is `application/problem+json` with one of these in `code`; codes do not change. `…` stands for what varies. Faults of single members in `errors` have
            short codes: `required`, `unknown_member`, `wrong_type`, `null_not_allowed`, `not_allowed`, `bad_format`, `too_short`, `too_long`, `out_of_range`, `too_few_items`,
            `too_many_items`, and those below.

            | Code | What it says |
            |---|---|

            """);
        foreach (var (code, detail) in codes) text.Append("| `").Append(code).Append("` | ").Append(Hole().Replace(detail, "…").Replace("\\\"", "\"", StringComparison.Ordinal)).Append(" |\n");
        return text.ToString();
    }

    // A code and its sentence, side by side.
    [GeneratedRegex("""
        "(?<code>[a-z_]+\.[a-z_]+)",\s*(?:pointer,\s*)?\$?"(?<detail>(?:[^"\\]|\\.)* (?:[^"\\]|\\.)*)"
        """)]
    private static partial Regex Refusal();

    [GeneratedRegex("""(?:Fault\.NotFound\(|Noun = )"(\w+)(?=")""")]
    private static partial Regex Absence();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^\| `([a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
