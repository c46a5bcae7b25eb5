using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Functions.Api.Bodies.Schemas;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.OpenApi;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.OpenApi;

[Collection(AppCollection.Name)]
public sealed class OpenApiExampleTests(AppFixture app)
{
    [Fact]
    public async Task Every_body_answer_and_parameter_has_an_example()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);

        var without = document.Operations.SelectMany(o =>
            o.Bodies.Where(b => !document.ExamplesOf(b.Value).Any())
                .Select(b => $"{o.Id}: body")
                .Concat(
                    o.Answers.Where(a => !document.ExamplesOf(a).Any())
                        .Select(_ => $"{o.Id}: answer")
                )
                .Concat(
                    o.Parameters.Where(p => !document.ExamplesOf(p).Any())
                        .Select(p => $"{o.Id}: {p["name"]}")
                )
        );

        Assert.Empty(without);
    }

    [Fact]
    public async Task Every_example_is_as_its_schema_says()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);
        var check = new SchemaCheck(document);

        var faults =
            from operation in document.Operations
            from described in operation
                .Bodies.Select(b => b.Value)
                .Concat(operation.Answers)
                .Concat(operation.Parameters)
            from example in document.ExamplesOf(described)
            from fault in check.Faults(example, described["schema"]!)
            select $"{operation.Id}: {fault}";

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_example_of_a_body_is_taken_by_the_reader_of_bodies()
    {
        var faults =
            from route in ApiRoutes.OfThisApp().All
            where route.Operation?.Body is not null
            let contract = route.Operation!.Body!
            let example = OpenApiExamples.Of(contract, route.Function)
            let schema = ContractSchema.Of(OpenApiSchemas.Reflected.GetTypeInfo(contract))
            from fault in ContractWalk.Check(
                Encoding.UTF8.GetBytes(example!.ToJsonString()),
                schema.Root
            )
            select $"{route.Function}: {fault.Pointer} {fault.Detail}";

        Assert.Empty(faults);
    }

    [Fact]
    public async Task An_answer_shows_persons_masked()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);

        var shown = document
            .Operations.Where(o => o.Id != "PiisReveal")
            .SelectMany(o =>
                o.Answers.SelectMany(document.ExamplesOf).Select(e => (o.Id, Example: e))
            )
            .Where(e => e.Example!.ToJsonString().Contains("9876543210", StringComparison.Ordinal));

        Assert.Empty(shown.Select(e => e.Id));
    }

    /// <remarks>The records that the examples name are not there: what counts is that no call is refused for
    /// its form.</remarks>
    [Fact]
    public async Task No_example_of_a_body_is_refused_for_its_form()
    {
        await using var own = await UnlimitedAsync();
        var document = await ServedDocument.ReadAsync(new AppClient(own.Address));
        var refused = new List<string>();
        var admin = await new AppClient(own.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );

        foreach (
            var operation in document
                .Operations.Where(o => o.Bodies.Any())
                .OrderBy(o => o.Id == "AuthLogout")
        )
        {
            var reply = await SendAsync(admin, document, operation);
            if (
                IsRefusedForItsForm(reply)
                || (reply.Status == HttpStatusCode.Unauthorized && IsGuarded(operation))
            )
                refused.Add($"{operation.Id}: {(int)reply.Status} {reply.Text}");
        }

        Assert.Empty(refused);
    }

    [Fact]
    public async Task Every_example_of_a_query_parameter_is_taken()
    {
        await using var own = await UnlimitedAsync();
        var anonymous = new AppClient(own.Address);
        var document = await ServedDocument.ReadAsync(anonymous);
        var admin = await anonymous.LoginAsync(AppFixture.AdminEmail, AppFixture.AdminPassword);
        var refused = new List<string>();

        foreach (var operation in document.Operations.Where(o => o.Method == "GET"))
        {
            foreach (var parameter in operation.Parameters.Where(IsInQuery))
            {
                var query = QueryOf(operation, parameter);
                // A cursor is signed with a key of each installation.
                if (query.Contains("cursor=", StringComparison.Ordinal))
                    continue;
                var reply = await admin.GetAsync($"{operation.ExamplePath}?{query}");
                if ((int)reply.Status == 400)
                    refused.Add($"{operation.Id}?{query}: {reply.Text}");
            }
        }

        Assert.Empty(refused);
    }

    private static Task<AppProcess> UnlimitedAsync() =>
        AppProcess.StartAsync(
            new Dictionary<string, string>(AppFixture.Settings())
            {
                ["KoSales__Rate__Enabled"] = "false",
            }
        );

    private static async Task<Reply> SendAsync(
        AppClient admin,
        ServedDocument document,
        ServedOperation operation
    )
    {
        var (media, body) = operation.Bodies.Single();
        var example = document.ExamplesOf(body).First();
        var text = media == "text/csv" ? example!.GetValue<string>() : example!.ToJsonString();
        var content = new StringContent(text, Encoding.UTF8);
        content.Headers.ContentType = new(media);
        var required = operation
            .Parameters.Where(p => p["required"]?.GetValue<bool>() is true)
            .ToLookup(p => p["in"]!.GetValue<string>());
        return await admin.SendAsync(
            HttpMethod.Parse(operation.Method),
            media == "text/csv"
                ? $"{operation.ExamplePath}?options={Uri.EscapeDataString(OptionsOf(operation))}"
                : operation.ExamplePath,
            content,
            [.. required["header"].Select(h => (h["name"]!.ToString(), h["example"]!.ToString()))]
        );
    }

    private static string OptionsOf(ServedOperation import) =>
        import.Parameters.Single(p => p["name"]!.ToString() == "options")["example"]!.ToString();

    private static bool IsRefusedForItsForm(Reply reply) =>
        (int)reply.Status switch
        {
            400 or 413 or 415 => true,
            422 => reply.Text.Contains("\"body.invalid\"", StringComparison.Ordinal)
                || reply.Text.Contains("\"filter.", StringComparison.Ordinal),
            var status => status >= 500,
        };

    private static bool IsGuarded(ServedOperation operation) =>
        operation.Json["security"]!.AsArray().Count > 0;

    private static bool IsInQuery(JsonObject parameter) =>
        parameter["in"]!.GetValue<string>() == "query";

    // Beside it what the function does not go without.
    private static string QueryOf(ServedOperation operation, JsonObject parameter) =>
        string.Join(
            '&',
            operation
                .Parameters.Where(p =>
                    IsInQuery(p) && (p == parameter || p["required"]?.GetValue<bool>() is true)
                )
                .Select(p => $"{p["name"]}={Uri.EscapeDataString(TextOf(p["example"]!))}")
        );

    private static string TextOf(JsonNode example) =>
        example.GetValueKind() == JsonValueKind.String
            ? example.GetValue<string>()
            : example.ToJsonString();
}
