using System.Text;
using System.Text.Json;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Api.Listing.Reading;

namespace KoSales.Tests.Api.Listing;

public sealed class ListingTests
{
    [Fact]
    public void A_projection_copies_what_the_view_names_and_nothing_else()
    {
        const string stored =
            """{"id":"S-1","secret":"a\"},{b","version":3,"name":"R \u0022x\u0022","address":"""
            + """{"pincode":"1","hidden":[{"a":"]"}]}"""
            + ""","items":[{"sku":"x","cost":1},{"sku":"y"}],"tail":{"deep":[1,2]}}""";

        Assert.Equal(
            """{"id":"S-1","version":3,"name":"R \u0022x\u0022","address":{"pincode":"1"},"items":[{"sku":"x"},{"sku":"y"}]}""",
            Encoding.UTF8.GetString(Projection.For<SampleView>().Of(Encoding.UTF8.GetBytes(stored)))
        );
    }

    [Theory]
    [InlineData(
        """{ "secret" : 1 , "name" : "x" , "items" : [ { "cost" : 2 } , null ] }""",
        """{"name":"x","items":[{},null]}"""
    )]
    [InlineData("""{}""", """{}""")]
    [InlineData("""{"secret":true}""", """{}""")]
    [InlineData("""{"address":null,"items":[]}""", """{"address":null,"items":[]}""")]
    public void White_space_and_empty_things_are_no_trouble(string stored, string shown)
    {
        using var expected = JsonDocument.Parse(shown);
        using var actual = JsonDocument.Parse(
            Projection.For<SampleView>().Of(Encoding.UTF8.GetBytes(stored))
        );
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }

    [Fact]
    public void Picked_fields_always_come_with_the_id() =>
        Assert.Equal(
            """{"id":"S-1","name":"x"}""",
            Encoding.UTF8.GetString(
                Projection
                    .For<SampleView>()
                    .Pick(["name"])
                    .Of("""{"id":"S-1","version":1,"name":"x"}"""u8)
            )
        );

    [Theory]
    [InlineData("name", "\"x\"")]
    [InlineData("address.pincode", "\"1\"")]
    [InlineData("address.none", "")]
    [InlineData("name.none", "")]
    [InlineData("none", "")]
    [InlineData("score", "12.5")]
    public void A_value_is_found_at_its_path(string path, string value) =>
        Assert.Equal(
            value,
            Encoding.UTF8.GetString(
                JsonScan.Find(
                    """{"name":"x","address":{"village":null,"pincode":"1"},"score":12.5}"""u8,
                    Encoding.UTF8.GetBytes(path)
                )
            )
        );

    [Fact]
    public void A_cursor_opens_for_its_own_query_only()
    {
        var signer = new CursorSigner(new byte[32]);
        var position = new KeysetPosition(["\"2026-11-22T07:30:00.000Z\"", "null"], "S-9");

        var cursor = signer.Sign("A0-1\nsamples\n-created_at", position);

        var opened = signer.Read("A0-1\nsamples\n-created_at", cursor)!;
        Assert.Equal(position.Id, opened.Id);
        Assert.Equal(position.Values, opened.Values);
        Assert.Null(signer.Read("A0-2\nsamples\n-created_at", cursor));
        Assert.Null(
            new CursorSigner([1, .. new byte[31]]).Read("A0-1\nsamples\n-created_at", cursor)
        );
    }

    [Fact]
    public void A_cursor_with_any_character_changed_does_not_open()
    {
        var signer = new CursorSigner(new byte[32]);
        var cursor = signer.Sign("x", new KeysetPosition(["5"], "S-1"));

        for (var i = 0; i < cursor.Length - 1; i++)
        {
            var tampered = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            Assert.Null(signer.Read("x", tampered));
        }
        Assert.All(
            ["", "%%%", "AAAA", new string('A', 5000)],
            c => Assert.Null(signer.Read("x", c))
        );
    }

    public sealed record SampleView(
        string Id,
        int Version,
        string Name,
        SampleAddressView? Address,
        IReadOnlyList<SampleItemView> Items
    );

    public sealed record SampleAddressView(string Pincode);

    public sealed record SampleItemView(string Sku);
}
