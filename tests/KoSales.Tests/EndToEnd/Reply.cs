using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>An answer, read whole.</summary>
public sealed record Reply(
    HttpStatusCode Status,
    string Text,
    IReadOnlyDictionary<string, string> Headers
)
{
    private JsonElement? _body;

    /// <summary>The body as JSON; fails the test when it is none.</summary>
    public JsonElement Body => _body ??= JsonElement.Parse(Text);

    public string Code => Body.GetProperty("code").GetString()!;

    public string Id => Body.GetProperty("id").GetString()!;

    /// <summary>Quotes included.</summary>
    public string ETag => Headers["ETag"];

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(
                h => h.Key,
                h => string.Join(", ", h.Value),
                StringComparer.OrdinalIgnoreCase
            );
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }

    /// <summary>Itself, or a failed test that shows the answer.</summary>
    public Reply Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Itself when it is a problem document of this status and code.</summary>
    public Reply ExpectProblem(int status, string code)
    {
        Assert.True(
            (int)Status == status
                && Headers["Content-Type"] == "application/problem+json"
                && Code == code,
            $"expected {status} {code}, got {(int)Status}: {Text}"
        );
        return this;
    }
}
