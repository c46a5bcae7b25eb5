using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>Calls the API as one principal. Paths are relative to <c>/api/v1/</c>:
/// <c>leads?limit=1</c>.</summary>
public sealed class AppClient(Uri address, string? token = null)
{
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false }
    );

    public string? Token { get; } = token;

    public async Task<AppClient> LoginAsync(string email, string password)
    {
        var reply = await PostAsync("auth/login", new { email, password });
        return new AppClient(
            address,
            reply.Expect(HttpStatusCode.OK).Body.GetProperty("access_token").GetString()
        );
    }

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, headers);

    /// <param name="body">An anonymous object with snake_case members, a JSON text, or null for none.</param>
    public Task<Reply> PostAsync(
        string path,
        object? body,
        params (string Name, string Value)[] headers
    ) => SendAsync(HttpMethod.Post, path, JsonOf(body), headers);

    public Task<Reply> PutAsync(
        string path,
        object? body,
        params (string Name, string Value)[] headers
    ) => SendAsync(HttpMethod.Put, path, JsonOf(body), headers);

    /// <param name="etag">For If-Match, quotes included; null to leave it out.</param>
    public Task<Reply> PatchAsync(string path, object body, string? etag)
    {
        var content = JsonOf(body)!;
        content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        return SendAsync(HttpMethod.Patch, path, content, etag is null ? [] : [("If-Match", etag)]);
    }

    /// <summary>Patches a record as it is at the moment, read again as long as the app itself writes it
    /// in between: what waits in its outbox, its flows.</summary>
    public async Task<Reply> ChangeAsync(string path, object body)
    {
        while (true)
        {
            var current = (await GetAsync(path)).Expect(HttpStatusCode.OK);
            var changed = await PatchAsync(path, body, current.ETag);
            if (changed.Status != HttpStatusCode.PreconditionFailed)
                return changed;
        }
    }

    /// <exception cref="HttpRequestException">The app is not there, or goes away under the call.</exception>
    public async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path))
        {
            Content = content,
        };
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await Http.SendAsync(request);
            return await Reply.OfAsync(response);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // As the client throws them where a connection breaks at a moment that it does not look after.
            throw new HttpRequestException("the app went away under the call", exception);
        }
    }

    private static StringContent? JsonOf(object? body) =>
        body is null
            ? null
            : new StringContent(
                body as string ?? JsonSerializer.Serialize(body),
                Encoding.UTF8,
                "application/json"
            );
}
