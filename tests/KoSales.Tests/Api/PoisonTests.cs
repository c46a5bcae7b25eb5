using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api;

/// <summary>Bodies that try to hurt, over real HTTP, against a call that anybody may make.</summary>
[Collection(AppCollection.Name)]
public sealed class PoisonTests(AppFixture app)
{
    private const string Login = "auth/login";
    private const int Limit = 1024 * 1024;

    public static TheoryData<string, byte[], int> Bodies =>
        new()
        {
            { "empty", [], 400 },
            { "nothing but a brace", "{"u8.ToArray(), 400 },
            { "not JSON", "email=a&password=b"u8.ToArray(), 400 },
            { "invalid UTF-8", [.. "{\"email\": \""u8, 0xFF, 0xFE, .. "\"}"u8], 400 },
            { "byte order mark", [0xEF, 0xBB, 0xBF, .. "{}"u8], 400 },
            { "UTF-16", Encoding.Unicode.GetBytes("{\"email\": \"a\"}"), 400 },
            { "NaN", "{\"email\": NaN}"u8.ToArray(), 400 },
            { "1e400", "{\"email\": 1e400}"u8.ToArray(), 400 },
            {
                "a number of 100,000 digits",
                Encoding.ASCII.GetBytes($"{{\"email\": {new string('9', 100_000)}}}"),
                400
            },
            {
                "duplicate members",
                "{\"email\": \"a@b.in\", \"email\": \"c@d.in\"}"u8.ToArray(),
                400
            },
            { "half a surrogate pair", "{\"email\": \"\\ud83d\"}"u8.ToArray(), 400 },
            {
                "depth 100,000",
                Encoding.ASCII.GetBytes(new string('[', 100_000) + new string(']', 100_000)),
                400
            },
            {
                "depth 100,000 in a member",
                Encoding.ASCII.GetBytes($"{{\"email\": {new string('[', 100_000)}"),
                400
            },
            {
                "100,000 items",
                Encoding.ASCII.GetBytes(
                    $"{{\"email\": [{string.Join(',', Enumerable.Repeat("1", 100_000))}]}}"
                ),
                400
            },
            {
                "100,000 members",
                Encoding.ASCII.GetBytes(
                    $"{{{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"m{i}\": 1"))}}}"
                ),
                422
            },
            {
                "exactly the limit",
                Encoding.ASCII.GetBytes($"{{\"email\": \"{new string('a', Limit - 13)}\"}}"),
                422
            },
            {
                "one byte more",
                Encoding.ASCII.GetBytes($"{{\"email\": \"{new string('a', Limit - 12)}\"}}"),
                413
            },
            { "an array", "[]"u8.ToArray(), 422 },
            { "null", "null"u8.ToArray(), 422 },
            {
                "operators",
                "{\"email\": {\"$gt\": \"\"}, \"password\": {\"$ne\": null}}"u8.ToArray(),
                422
            },
            {
                "prototype",
                "{\"email\": \"a@b.in\", \"password\": \"x\", \"__proto__\": {\"roles\": [\"admin\"]}}"u8.ToArray(),
                422
            },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_poisoned_body_is_refused_in_good_form(string what, byte[] body, int status)
    {
        var reply = await SendAsync(Json(body));

        Assert.True((int)reply.Status == status, $"{what}: {(int)reply.Status} {reply.Text}");
        Assert.Equal("application/problem+json", reply.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    public async Task Another_media_type_is_415(string media)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", media);

        (await SendAsync(content)).ExpectProblem(415, "body.unsupported_media");
    }

    [Fact]
    public async Task A_stream_without_length_is_cut_off_at_the_limit() =>
        Assert.Contains(
            " 413 ",
            await StatusLineAsync(
                "Transfer-Encoding: chunked\r\n",
                $"{Limit + 1:x}\r\n{new string(' ', Limit + 1)}\r\n0\r\n\r\n"
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("Content-Length: -1\r\n", "{}", " 400 ")]
    [InlineData("Content-Length: 999999999999999999\r\n", "{}", " 413 ")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2\r\n", "{}", " 400 ")]
    [InlineData("Transfer-Encoding: chunked\r\n", "xyz\r\n{}", " 400 ")]
    public async Task A_lying_length_is_refused(string headers, string body, string status) =>
        Assert.Contains(status, await StatusLineAsync(headers, body), StringComparison.Ordinal);

    [Fact]
    public async Task A_body_that_never_comes_harms_nobody()
    {
        using (var client = await ConnectAsync("Content-Length: 50\r\n", "{}"))
            client.Client.Shutdown(SocketShutdown.Both);

        (await app.Anonymous.GetAsync("health/live")).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(
            app.Process.Output,
            l => l.Contains("AuthLogin failed", StringComparison.Ordinal)
        );
    }

    private async Task<string> StatusLineAsync(string headers, string body)
    {
        using var client = await ConnectAsync(headers, body);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(90)) ?? "";
    }

    private async Task<TcpClient> ConnectAsync(string headers, string body)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Process.Address.Port);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /api/v1/{Login} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n{body}"
                )
            );
        return client;
    }

    private Task<Reply> SendAsync(HttpContent content) =>
        app.Anonymous.SendAsync(HttpMethod.Post, Login, content);

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
