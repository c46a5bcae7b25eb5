using System.Text;
using KoSales.Functions.Api.Responses;
using NodaTime;

namespace KoSales.Tests.Api.Bodies;

public sealed class BodyContractTests
{
    [Fact]
    public void A_good_body_becomes_the_contract()
    {
        var body = Read(
            """
            {"name": "Ramesh", "kind": "big_dealer", "score": 5, "price": "12.50", "weight": 0.5, "at": "2026-11-22T07:30:00.000Z", "on": "2026-11-22",
             "address": {"pincode": "466001"}, "tags": ["a"], "places": [],
             "custom": {"x": [1, {"y": null}]}, "parent": "S-1", "hot": true, "inner": {"name": "x"}}
            """
        ).Value;

        Assert.Equal(("Ramesh", SampleKind.BigDealer, 12.50m), (body.Name, body.Kind, body.Price));
        Assert.Equal(Instant.FromUtc(2026, 11, 22, 7, 30), body.At);
        Assert.Equal("466001", body.Address!.Pincode);
    }

    [Fact]
    public void Null_clears_what_is_optional() =>
        Assert.Null(
            Read(
                """{"name": "x", "kind": null, "score": null, "address": null, "tags": null}"""
            ).Value.Kind
        );

    [Theory]
    [InlineData("""{}""", "/name", "required")]
    [InlineData("""{"name": null}""", "/name", "null_not_allowed")]
    [InlineData("""{"name": 5}""", "/name", "wrong_type")]
    [InlineData("""{"name": ""}""", "/name", "too_short")]
    [InlineData("""{"name": "   "}""", "/name", "too_short")]
    [InlineData("""{"name": "\u200b \u202e"}""", "/name", "too_short")]
    [InlineData("""{"name": " \u200c\u3164"}""", "/name", "too_short")]
    [InlineData("""{"name": "123456789012345678901"}""", "/name", "too_long")]
    [InlineData("""{"name": "x", "owner_id": "A0-1"}""", "/owner_id", "unknown_member")]
    [InlineData("""{"name": "x", "Name": "y"}""", "/Name", "unknown_member")]
    [InlineData("""{"name": "x", "$set": {"a": 1}}""", "/$set", "unknown_member")]
    [InlineData("""{"name": "x", "__proto__": {"a": 1}}""", "/__proto__", "unknown_member")]
    [InlineData("""{"name": "x", "a/b~c": 1}""", "/a~1b~0c", "unknown_member")]
    [InlineData("""{"name": "x", "kind": "Farmer"}""", "/kind", "not_allowed")]
    [InlineData("""{"name": "x", "kind": 0}""", "/kind", "wrong_type")]
    [InlineData("""{"name": "x", "score": 101}""", "/score", "out_of_range")]
    [InlineData("""{"name": "x", "score": 99999999999}""", "/score", "out_of_range")]
    [InlineData("""{"name": "x", "score": 1.5}""", "/score", "wrong_type")]
    [InlineData("""{"name": "x", "score": "5"}""", "/score", "wrong_type")]
    [InlineData("""{"name": "x", "price": 12.5}""", "/price", "wrong_type")]
    [InlineData("""{"name": "x", "price": "12,5"}""", "/price", "bad_format")]
    [InlineData("""{"name": "x", "price": "1000.01"}""", "/price", "out_of_range")]
    [InlineData("""{"name": "x", "weight": 1e300}""", "/weight", "out_of_range")]
    [InlineData("""{"name": "x", "at": "2026-11-22"}""", "/at", "bad_format")]
    [InlineData("""{"name": "x", "on": "2026-02-30"}""", "/on", "bad_format")]
    [InlineData("""{"name": "x", "address": []}""", "/address", "wrong_type")]
    [InlineData("""{"name": "x", "address": {}}""", "/address/pincode", "required")]
    [InlineData(
        """{"name": "x", "address": {"pincode": "012345"}}""",
        "/address/pincode",
        "bad_format"
    )]
    [InlineData(
        """{"name": "x", "places": [{"pincode": "466001"}, {"pincode": "x"}]}""",
        "/places/1/pincode",
        "bad_format"
    )]
    [InlineData("""{"name": "x", "tags": ["a", "b", "c", "d"]}""", "/tags", "too_many_items")]
    [InlineData("""{"name": "x", "tags": ["a", null]}""", "/tags/1", "null_not_allowed")]
    [InlineData("""{"name": "x", "hot": "true"}""", "/hot", "wrong_type")]
    [InlineData(
        """{"name": "x", "inner": {"name": "x", "inner": {}}}""",
        "/inner/inner/name",
        "required"
    )]
    [InlineData("""[]""", "", "wrong_type")]
    [InlineData("""null""", "", "null_not_allowed")]
    public void A_member_at_fault_is_named(string json, string pointer, string code)
    {
        var faults = Read(json).Faults;

        Assert.Equal("body.invalid", faults[0].Code);
        Assert.Equal((pointer, code), (faults[1].Pointer, faults[1].Code));
        Assert.All(faults, f => Assert.Equal(FaultKind.Invalid, f.Kind));
    }

    [Fact]
    public void All_faults_come_at_once()
    {
        var faults = Read(
            """{"kind": "x", "score": -1, "address": {"pincode": "1", "zip": 2}, "nope": 1}"""
        ).Faults;

        Assert.Equal(
            ["/kind", "/score", "/address/pincode", "/address/zip", "/nope", "/name"],
            faults.Skip(1).Select(f => f.Pointer)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    public void An_empty_body_is_told_apart(string json) =>
        Assert.Equal("body.empty", Refused(Encoding.UTF8.GetBytes(json)).Code);

    [Theory]
    [InlineData("""{"name": "x"} {}""")]
    [InlineData("""{"name": "x"}x""")]
    [InlineData("""{"name": "x",}""")]
    [InlineData("""{"name": "x" /* y */}""")]
    [InlineData("""{"name": 'x'}""")]
    [InlineData("""{"name": "x", "name": "y"}""")]
    [InlineData("""{"name": "x", "na\u006de": "y"}""")]
    [InlineData("""{"name": "x", "custom": {"a": 1, "a": 2}}""")]
    [InlineData("""{"name": "x", "nope": {"a": 1, "a": 2}}""")]
    [InlineData("""{"name": "\ud800"}""")]
    [InlineData("""{"name": "x", "\udfff": 1}""")]
    [InlineData("""{"name": "x", "custom": {"a": "\ud800x"}}""")]
    [InlineData("""{"name": "a\u0000b"}""")]
    [InlineData("""{"name": "x", "score": NaN}""")]
    [InlineData("""{"name": "x", "score": Infinity}""")]
    [InlineData("""{"name": "x", "score": 1e400}""")]
    [InlineData("""{"name": "x", "custom": {"a": -1e999}}""")]
    [InlineData("""{"name": "x", "score": 01}""")]
    [InlineData("{\"name\": \"tab\there\"}")]
    [InlineData("{")]
    [InlineData("\u001f")]
    [InlineData("\uFEFF{\"name\": \"x\"}")]
    public void What_is_not_strict_json_is_malformed(string json) =>
        Assert.Equal(
            (FaultKind.Malformed, "body.malformed"),
            KindAndCode(Encoding.UTF8.GetBytes(json))
        );

    [Fact]
    public void Invalid_utf8_is_malformed() =>
        Assert.Equal(
            "body.malformed",
            Refused([.. "{\"name\": \""u8, 0xC3, 0x28, .. "\"}"u8]).Code
        );

    [Theory]
    [InlineData(33)]
    [InlineData(100_000)]
    public void Deep_nesting_is_malformed(int depth) =>
        Assert.Contains(
            "deeper",
            Refused(Custom(new string('[', depth) + new string(']', depth))).Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_free_array_of_more_than_a_thousand_is_malformed() =>
        Assert.Equal(
            "body.malformed",
            Refused(Custom($"[{string.Join(',', Enumerable.Range(0, 1001))}]")).Code
        );

    private static Verdict<CreateSample> Read(string json) =>
        SampleContracts.Bodies.Read<CreateSample>(Encoding.UTF8.GetBytes(json), "");

    private static byte[] Custom(string value) =>
        Encoding.UTF8.GetBytes("""{"name": "x", "custom": {"a": """ + value + "}}");

    private static Fault Refused(byte[] json) =>
        Assert
            .Throws<RefusalException>(() => SampleContracts.Bodies.Read<CreateSample>(json, ""))
            .Faults[0];

    private static (FaultKind Kind, string Code) KindAndCode(byte[] json) =>
        (Refused(json).Kind, Refused(json).Code);
}
