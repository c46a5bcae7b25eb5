using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using KoSales.Tests.EndToEnd;
using Microsoft.OpenApi;

namespace KoSales.Tests.OpenApi;

public sealed class MalformedRequestTests
{
    private const int Seed = 20261122;

    /// <summary>600 requests; <c>KOSALES_MALFORMED=10000</c> for the full run.</summary>
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("KOSALES_MALFORMED") ?? "600",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task No_malformed_request_is_answered_with_a_server_error()
    {
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var document = OpenApiDocument
            .Parse(await http.GetStringAsync(new Uri(app.Address, "openapi.json")), "json")
            .Document!;
        var admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        var failed = new List<string>();

        foreach (var request in new MalformedRequests(document, Seed).Make(app.Address, Count))
        {
            using var sent = request;
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", admin.Token);
            using var response = await http.SendAsync(request);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
                failed.Add(
                    $"{(int)response.StatusCode} {request.Method} "
                        + $"{request.RequestUri!.PathAndQuery} "
                        + $"{(request.Content is null ? "" : await request.Content.ReadAsStringAsync())}"
                );
            else if (response.StatusCode == HttpStatusCode.Unauthorized)
                admin = await new AppClient(app.Address).LoginAsync(
                    AppFixture.AdminEmail,
                    AppFixture.AdminPassword
                );
        }

        Assert.True(
            failed.Count == 0,
            string.Join('\n', failed.Take(20))
                + "\n"
                + string.Join(
                    '\n',
                    app.Output.Where(l => l.Contains("failed", StringComparison.Ordinal)).Take(10)
                )
        );
    }
}
