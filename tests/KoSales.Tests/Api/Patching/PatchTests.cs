using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Functions.Api.Patching;
using KoSales.Functions.Api.Responses;

namespace KoSales.Tests.Api.Patching;

public sealed class PatchTests
{
    // The examples of RFC 7396, appendix A, as far as both sides are objects.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""", "a")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""", "b")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""", "a")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""", "a")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""", "a")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""", "a")]
    [InlineData(
        """{"a":{"b":"c"}}""",
        """{"a":{"b":"d","c":null}}""",
        """{"a":{"b":"d"}}""",
        "a.b"
    )]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""", "a")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""", "a")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""", "")]
    [InlineData("""{"a":"b","c":1}""", """{"a":"b"}""", """{"a":"b","c":1}""", "")]
    [InlineData("""{"a":1.0}""", """{"a":1.0}""", """{"a":1.0}""", "")]
    public void A_merge_patch_follows_the_rfc_and_names_what_changed(
        string target,
        string patch,
        string result,
        string changed
    )
    {
        var node = JsonNode.Parse(target)!.AsObject();
        var paths = new List<string>();

        MergePatch.Merge(node, JsonElement.Parse(patch), "", paths);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result), node), node.ToJsonString());
        Assert.Equal(changed, string.Join(',', paths));
    }

    [Theory]
    [InlineData("\"S-1-3\"", true)]
    [InlineData("\"S-1-2\", \"S-1-3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"S-1-2\"", false)]
    [InlineData("W/\"S-1-3\"", false)]
    [InlineData("\"S-2-3\"", false)]
    public void If_match_goes_by_the_exact_version(string header, bool matches)
    {
        var fault = IfMatch.Parse(header).Check("S-1", 3);

        Assert.Equal(matches, fault is null);
        if (fault is not null)
            Assert.Equal(
                (FaultKind.Stale, "\"S-1-3\""),
                (fault.Kind, fault.Facts!["current_etag"].ToString())
            );
    }

    [Theory]
    [InlineData("", FaultKind.PreconditionRequired)]
    [InlineData("S-1-3", FaultKind.Malformed)]
    public void If_match_must_be_there_and_quoted(string header, FaultKind kind) =>
        Assert.Equal(
            kind,
            Assert.Throws<RefusalException>(() => IfMatch.Parse(header)).Faults[0].Kind
        );
}
