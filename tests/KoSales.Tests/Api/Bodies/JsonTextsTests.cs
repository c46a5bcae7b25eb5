using System.Text;
using KoSales.Functions.Api.Bodies;

namespace KoSales.Tests.Api.Bodies;

public sealed class JsonTextsTests
{
    [Theory]
    [InlineData("""{"name":"plain"}""")]
    [InlineData("{\"name\":\"\u091C\u093C\u093F\"}")]
    [InlineData("""{"a":"\u0041"}""")]
    public void Tidy_bodies_are_left_alone(string json) =>
        Assert.Null(JsonTexts.Tidied(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(
        "{\"a\":\"e\u0301\",\"n\":1.10e5,\"b\":[true,null,\"\u200Bx\"]}",
        "{\"a\":\"é\",\"n\":1.10e5,\"b\":[true,null,\"x\"]}"
    )]
    [InlineData("{\"a\":\"\\u200b\"}", "{\"a\":\"\"}")]
    [InlineData(
        "{\"custom\":{\"re\u0301f\":\"\\\"q\\\"\"}}",
        "{\"custom\":{\"réf\":\"\\\"q\\\"\"}}"
    )]
    [InlineData(
        "{\"new_password\":\"e\u0301\",\"a\":\"\u200B\"}",
        "{\"new_password\":\"e\u0301\",\"a\":\"\"}"
    )]
    public void Texts_and_names_are_tidied_and_numbers_and_passwords_are_not_touched(
        string json,
        string tidy
    ) =>
        Assert.Equal(
            tidy,
            Encoding.UTF8.GetString(JsonTexts.Tidied(Encoding.UTF8.GetBytes(json))!)
        );
}
