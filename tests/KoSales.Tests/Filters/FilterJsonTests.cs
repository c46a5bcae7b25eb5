using System.Text.Json;
using KoSales.Domain.Filters.Reading;

namespace KoSales.Tests.Filters;

public sealed class FilterJsonTests
{
    private static readonly Catalog Fields = new();

    [Theory]
    [InlineData(
        """{"all":[{"field":"status","op":"eq","value":"open"},"""
            + """{"any":[{"field":"score","op":"gte","value":50.5},"""
            + """{"not":{"field":"hot","op":"eq","value":true}}]}]}"""
    )]
    [InlineData("""{"field":"due_at","op":"within_last","value":"7d"}""")]
    [InlineData("""{"field":"due_at","op":"older_than","value":"90m"}""")]
    [InlineData("""{"field":"due_at","op":"lt","value":"2026-11-22T07:30:00.000Z"}""")]
    [InlineData("""{"field":"day","op":"in","value":["2026-11-22","2026-11-23"]}""")]
    [InlineData("""{"field":"tags","op":"contains_all","value":["a","b"]}""")]
    [InlineData("""{"field":"name","op":"exists","value":false}""")]
    [InlineData("""{"all":[]}""")]
    public void What_is_read_is_written_the_same(string json)
    {
        var parsed = FilterJson.Parse(JsonElement.Parse(json), Fields);

        Assert.Equal(json, FilterJson.Write(parsed.Value).GetRawText());
    }

    [Theory]
    [InlineData("""[]""", "", "filter.shape")]
    [InlineData("""{}""", "/field", "filter.shape")]
    [InlineData("""{"all":{}}""", "/all", "filter.shape")]
    [InlineData("""{"all":[],"any":[]}""", "/all", "filter.unknown_member")]
    [InlineData(
        """{"field":"status","op":"eq","value":"x","a/b":1}""",
        "/a~1b",
        "filter.unknown_member"
    )]
    [InlineData("""{"field":"status","op":"eq","value":"x","value":"y"}""", "", "filter.shape")]
    [InlineData("""{"field":"status","op":"eq"}""", "/value", "filter.shape")]
    [InlineData("""{"field":"$where","op":"eq","value":"x"}""", "/field", "filter.unknown_field")]
    [InlineData("""{"field":"secret","op":"eq","value":"x"}""", "/field", "filter.unknown_field")]
    [InlineData("""{"field":"status","op":"$gt","value":"x"}""", "/op", "filter.unknown_operator")]
    [InlineData("""{"field":"status","op":"Eq","value":"x"}""", "/op", "filter.unknown_operator")]
    [InlineData(
        """{"field":"score","op":"prefix","value":"1"}""",
        "/op",
        "filter.operator_not_for_field"
    )]
    [InlineData("""{"field":"score","op":"eq","value":"1"}""", "/value", "filter.wrong_value")]
    [InlineData("""{"field":"score","op":"eq","value":1e400}""", "/value", "filter.wrong_value")]
    [InlineData(
        """{"field":"status","op":"eq","value":{"$gt":""}}""",
        "/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"status","op":"eq","value":"\ud800"}""",
        "/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"status","op":"in","value":["a",1]}""",
        "/value/1",
        "filter.wrong_value"
    )]
    [InlineData("""{"field":"status","op":"in","value":[]}""", "/value", "filter.wrong_value")]
    [InlineData(
        """{"field":"due_at","op":"within_last","value":"7y"}""",
        "/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"due_at","op":"gt","value":"0000-01-01T00:00:00Z"}""",
        "/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"day","op":"gt","value":"2026-02-30"}""",
        "/value",
        "filter.wrong_value"
    )]
    public void A_fault_is_told_with_its_place(string json, string pointer, string code)
    {
        var faults = FilterJson.Parse(JsonElement.Parse(json), Fields, "/rule").Faults;

        Assert.Contains(faults, f => (f.Pointer, f.Code) == ("/rule" + pointer, code));
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var json =
            """{"all":[{"field":"secret","op":"zz","value":1},{"not":{"field":"hot","op":"eq","value":"x"}},{"any":3}]}""";

        var faults = FilterJson.Parse(JsonElement.Parse(json), Fields).Faults;

        Assert.Equal(
            ["/all/0/field", "/all/0/op", "/all/1/not/value", "/all/2/any"],
            faults.Select(f => f.Pointer)
        );
    }

    [Fact]
    public void Nesting_and_number_of_conditions_are_limited()
    {
        const string Leaf = """{"field":"status","op":"eq","value":"x"}""";
        static string Nested(int levels) =>
            levels == 1 ? Leaf : $$"""{"not":{{Nested(levels - 1)}}}""";
        static string Wide(int count) =>
            $$"""{"all":[{{string.Join(',', Enumerable.Repeat(Leaf, count))}}]}""";

        Assert.False(FilterJson.Parse(JsonElement.Parse(Nested(10)), Fields).IsRefused);
        Assert.Equal(
            "filter.too_deep",
            FilterJson.Parse(JsonElement.Parse(Nested(11)), Fields).Faults.Single().Code
        );
        Assert.False(FilterJson.Parse(JsonElement.Parse(Wide(100)), Fields).IsRefused);
        Assert.Equal(
            "filter.too_many",
            FilterJson.Parse(JsonElement.Parse(Wide(500)), Fields).Faults.Single().Code
        );
    }

    private sealed class Catalog : IFieldCatalog
    {
        private readonly Dictionary<string, FieldType> _types = new()
        {
            ["status"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["score"] = FieldType.Number,
            ["hot"] = FieldType.Flag,
            ["due_at"] = FieldType.Instant,
            ["day"] = FieldType.Date,
            ["tags"] = FieldType.TextList,
        };

        public IReadOnlyCollection<string> Paths => _types.Keys;

        public FieldType? TypeOf(string path) =>
            _types.TryGetValue(path, out var type) ? type : null;
    }
}
