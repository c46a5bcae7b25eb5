using System.Net;
using System.Text;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Documents;

/// <summary>The steps of a document's life over HTTP.</summary>
internal static class DocumentCalls
{
    public static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7 a licence of Sehore");

    private static int _last = Random.Shared.Next(1_000_000);

    /// <summary>A number that no other document has.</summary>
    public static string Number() => $"RC/SEH/{Interlocked.Increment(ref _last):D8}";

    public static object Licence(string? number = null, string? validTo = null) =>
        new
        {
            type = "fertilizer_licence",
            number = number ?? Number(),
            issuer = "Deputy Director of Agriculture",
            valid_to = validTo,
        };

    public static async Task<Reply> RegisterAsync(
        this AppClient client,
        string pii,
        object? body = null
    ) =>
        (await client.PostAsync($"piis/{pii}/documents", body ?? Licence())).Expect(
            HttpStatusCode.Created
        );

    /// <summary>Without a token, as whoever was given the address does.</summary>
    public static async Task<Reply> UploadAsync(this AppClient anyone, Reply document, byte[] file)
    {
        var url = document.Body.GetProperty("upload").GetProperty("url").GetString()!;
        using var content = new ByteArrayContent(file);
        return await anyone.SendAsync(HttpMethod.Put, url["/api/v1/".Length..], content);
    }

    public static Task<Reply> UploadedAsync(this AppClient client, Reply document) =>
        client.PostAsync($"{PathOf(document)}/uploaded", new { });

    public static Task<Reply> ReviewAsync(
        this AppClient client,
        Reply document,
        string decision = "verify",
        string? reason = null
    ) => client.PostAsync($"{PathOf(document)}/review", new { decision, reason });

    /// <summary>Registered, uploaded and checked.</summary>
    public static async Task<Reply> InReviewAsync(
        this AppClient client,
        string pii,
        object? body = null,
        byte[]? file = null
    )
    {
        var document = await client.RegisterAsync(pii, body);
        (await client.UploadAsync(document, file ?? Pdf)).Expect(HttpStatusCode.NoContent);
        return (await client.UploadedAsync(document)).Expect(HttpStatusCode.OK);
    }

    public static string PathOf(Reply document) =>
        $"piis/{document.Body.GetProperty("pii_id").GetString()}/documents/{document.Id}";

    public static string Status(this Reply document) =>
        document.Body.GetProperty("status").GetString()!;
}
