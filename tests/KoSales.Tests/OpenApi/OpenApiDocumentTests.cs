using System.Text.Json;
using KoSales.Functions.Api.Requests;
using KoSales.Tests.EndToEnd;
using Microsoft.OpenApi;

namespace KoSales.Tests.OpenApi;

[Collection(AppCollection.Name)]
public sealed class OpenApiDocumentTests(AppFixture app)
{
    private static readonly ApiRoutes Routes = ApiRoutes.OfThisApp();

    [Fact]
    public void Every_function_but_the_catch_alls_describes_itself() =>
        Assert.Empty(
            Routes
                .All.Where(r => !r.IsFallback && (r.Operation is null || r.Methods.Count == 0))
                .Select(r => r.Function)
        );

    [Fact]
    public async Task Document_and_routes_name_the_same_operations()
    {
        var document = await DocumentAsync();
        var described = document.Paths.SelectMany(p =>
            p.Value.Operations!.Select(o => $"{o.Key.Method} v1{p.Key} {o.Value.OperationId}")
        );
        var served = Routes
            .All.Where(r => !r.IsFallback)
            .SelectMany(r =>
                r.Methods.Select(m => $"{m} {WithoutConstraints(r.Template)} {r.Function}")
            );

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_has_a_summary_a_tag_and_answers()
    {
        foreach (
            var operation in (await DocumentAsync()).Paths.SelectMany(p =>
                p.Value.Operations!.Values
            )
        )
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.Summary), operation.OperationId);
            Assert.True(operation.Tags is { Count: 1 }, operation.OperationId);
            Assert.Contains(operation.Responses!.Keys, s => s[0] is '2' or '3');
            Assert.Contains("400", operation.Responses.Keys);
        }
    }

    [Fact]
    public async Task The_document_is_openapi_3_1_and_free_of_errors()
    {
        var text = (await app.Anonymous.GetAsync("openapi.json")).Text;

        Assert.StartsWith(
            "3.1",
            JsonElement.Parse(text).GetProperty("openapi").GetString(),
            StringComparison.Ordinal
        );
        Assert.Empty(OpenApiDocument.Parse(text, "json").Diagnostic!.Errors.Select(e => e.Message));
    }

    [Fact]
    public async Task The_page_works_without_a_network()
    {
        var page = await app.Anonymous.GetAsync("docs");

        Assert.Contains(
            "default-src 'none'",
            page.Headers["Content-Security-Policy"],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("http", page.Text, StringComparison.Ordinal);
        foreach (
            var asset in page
                .Text.Split('"')
                .Where(p => p.StartsWith("/api/v1/", StringComparison.Ordinal))
        )
            Assert.NotEmpty(
                (await app.Anonymous.GetAsync(asset)).Expect(System.Net.HttpStatusCode.OK).Text
            );
        (await app.Anonymous.GetAsync("docs/index.html")).ExpectProblem(404, "asset.not_found");
    }

    private async Task<OpenApiDocument> DocumentAsync() =>
        OpenApiDocument
            .Parse((await app.Anonymous.GetAsync("openapi.json")).Text, "json")
            .Document!;

    private static string WithoutConstraints(string template) =>
        System.Text.RegularExpressions.Regex.Replace(template, "[:?][^{}/]*}", "}");
}
