using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Entities;

/// <summary>Batches of contacts, customers and deals: one mechanism, asked of each kind.</summary>
[Collection(AppCollection.Name)]
public sealed class EntityBatchTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Theory]
    [InlineData("contacts")]
    [InlineData("customers")]
    [InlineData("deals")]
    public async Task Each_operation_is_answered_in_order_as_its_single_call_would_be(string kind)
    {
        var there = (await api.Manager.PostAsync(kind, BodyOf(kind))).Expect(
            HttpStatusCode.Created
        );
        var update = new
        {
            op = "update",
            id = there.Id,
            if_match = there.ETag,
            body = new { tags = new[] { "batched" } },
        };

        var results = await DoneAsync(
            kind,
            "",
            new { op = "create", body = BodyOf(kind) },
            new { op = "create", body = new { tags = 5 } },
            update,
            update,
            new
            {
                op = "delete",
                id = there.Id,
                if_match = there.ETag,
            },
            new { op = "delete", id = there.Id },
            new { op = "delete" },
            new { op = "explode" }
        );

        Assert.Equal([201, 422, 200, 412, 412, 204, 422, 422], results.Select(StatusOf));
        var created = (await api.Manager.GetAsync($"{kind}/{IdOf(results[0])}")).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(there.Id, IdOf(results[2]));
        if (kind != "customers")
            Assert.Equal(JsonValueKind.String, created.Body.GetProperty("pipeline_id").ValueKind);
        Assert.All(
            PointersOf(results[1]),
            pointer => Assert.StartsWith("/operations/1/body/", pointer, StringComparison.Ordinal)
        );
        (await api.Manager.GetAsync($"{kind}/{there.Id}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("contacts", "phone")]
    [InlineData("customers", "external_id")]
    [InlineData("deals", "external_ref")]
    public async Task An_atomic_batch_does_all_or_nothing(string kind, string unique)
    {
        var (free, taken) = (Key(unique), Key(unique));
        (await api.Manager.PostAsync(kind, BodyOf(kind, unique, taken))).Expect(
            HttpStatusCode.Created
        );
        object[] operations =
        [
            new { op = "create", body = BodyOf(kind, unique, free) },
            new { op = "create", body = BodyOf(kind, unique, taken) },
        ];

        var refused = await DoneAsync(kind, "?atomic=true", operations);
        var twice = await DoneAsync(kind, "?atomic=true", operations[0], operations[0]);
        var done = await DoneAsync(kind, "?atomic=true", operations[..1]);

        Assert.Equal(["batch.rolled_back", "batch.conflict"], refused.Select(CodeOf));
        Assert.Contains(
            $"Another record has the same {unique} already",
            DetailOf(refused[1]),
            StringComparison.Ordinal
        );
        Assert.Equal(["batch.rolled_back", "batch.conflict"], twice.Select(CodeOf));
        Assert.Contains(
            $"Operation 0 of this batch has the same {unique}",
            DetailOf(twice[1]),
            StringComparison.Ordinal
        );
        // It would be refused if the first batch had left it behind.
        Assert.Equal([201], done.Select(StatusOf));
    }

    [Fact]
    public async Task Contacts_of_one_customer_are_made_in_one_transaction()
    {
        var customer = (await api.Manager.PostAsync("customers", BodyOf("customers"))).Expect(
            HttpStatusCode.Created
        );

        var results = await DoneAsync(
            "contacts",
            "?atomic=true",
            new { op = "create", body = BodyOf("contacts", "customer_id", customer.Id) },
            new { op = "create", body = BodyOf("contacts", "customer_id", customer.Id) }
        );

        Assert.Equal(
            results.Select(IdOf).Order(),
            (await api.Manager.GetAsync($"customers/{customer.Id}"))
                .Body.GetProperty("contact_ids")
                .EnumerateArray()
                .Select(id => id.GetString())
                .Order()
        );
    }

    [Fact]
    public async Task Two_operations_on_one_record_refuse_each_other_in_one_transaction()
    {
        var deal = (await api.Manager.PostAsync("deals", BodyOf("deals"))).Expect(
            HttpStatusCode.Created
        );
        object Tagged(string tag) =>
            new
            {
                op = "update",
                id = deal.Id,
                if_match = deal.ETag,
                body = new { tags = new[] { tag } },
            };

        var results = await DoneAsync("deals", "?atomic=true", Tagged("one"), Tagged("two"));

        Assert.Equal(["batch.rolled_back", "batch.conflict"], results.Select(CodeOf));
        Assert.Equal(0, results[1].GetProperty("problem").GetProperty("operation").GetInt32());
        Assert.Equal(deal.ETag, (await api.Manager.GetAsync($"deals/{deal.Id}")).ETag);
    }

    [Fact]
    public async Task A_dry_run_checks_all_and_does_nothing()
    {
        var deal = (await api.Manager.PostAsync("deals", BodyOf("deals"))).Expect(
            HttpStatusCode.Created
        );
        var title = $"Dry {Guid.NewGuid():N}";

        var results = await DoneAsync(
            "deals",
            "?dry_run=true",
            new { op = "delete", id = deal.Id },
            new { op = "delete", id = "D-999999999" },
            new { op = "create", body = BodyOf("deals", "title", title) }
        );

        Assert.Equal([204, 404, 201], results.Select(StatusOf));
        (await api.Manager.GetAsync($"deals/{deal.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(0, await CountAsync(title));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?atomic=true")]
    public async Task Two_calls_with_one_idempotency_key_are_one_batch(string query)
    {
        var title = OneWord();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var operations = new[] { new { op = "create", body = BodyOf("deals", "title", title) } };

        var first = await api.Manager.PostAsync("deals/batch" + query, new { operations }, key);
        var again = await api.Manager.PostAsync("deals/batch" + query, new { operations }, key);

        Assert.Equal(
            (first.Expect(HttpStatusCode.MultiStatus).Text, "true"),
            (again.Text, again.Headers["Idempotency-Replayed"])
        );
        Assert.Equal(1, await CountAsync(title));
    }

    [Fact]
    public async Task A_batch_may_be_larger_than_other_bodies_but_not_of_any_size()
    {
        string Padded(int mebibytes) =>
            $$"""{"operations": [{"op": "delete", "id": "D-999999999"}]{{new string(' ', mebibytes << 20)}}}""";

        (await api.Manager.PostAsync("deals/batch", Padded(4))).Expect(HttpStatusCode.MultiStatus);
        (await api.Manager.PostAsync("deals/batch", Padded(5))).ExpectProblem(
            413,
            "body.too_large"
        );
        (
            await api.Manager.PostAsync(
                "deals/batch",
                new { operations = Enumerable.Repeat(new { op = "delete", id = "D-1" }, 201) }
            )
        ).ExpectProblem(422, "body.invalid");
    }

    private async Task<JsonElement[]> DoneAsync(
        string kind,
        string query,
        params object[] operations
    ) =>
        [
            .. (await api.Manager.PostAsync($"{kind}/batch{query}", new { operations }))
                .Expect(HttpStatusCode.MultiStatus)
                .Body.GetProperty("results")
                .EnumerateArray(),
        ];

    /// <summary>In letters alone, by which a search finds nothing else.</summary>
    private static string OneWord() =>
        "batch" + new string([.. Guid.NewGuid().ToByteArray().Select(b => (char)('a' + (b % 26)))]);

    private async Task<int> CountAsync(string title) =>
        (await api.Manager.GetAsync($"search?q={Uri.EscapeDataString(title)}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .GetArrayLength();

    private static Dictionary<string, object> BodyOf(
        string kind,
        string? member = null,
        string? value = null
    )
    {
        Dictionary<string, object> body = kind switch
        {
            "deals" => new() { ["title"] = "Humic acid for kharif" },
            _ => new()
            {
                ["name"] = "Ramesh Patel",
                ["kind"] = "dealer",
                ["phone"] = LeadApi.Phone(),
            },
        };
        if (member is not null)
            body[member] = value!;
        return body;
    }

    private static string Key(string unique) =>
        unique == "phone" ? LeadApi.Phone() : $"REF-{Guid.NewGuid():N}";

    private static int StatusOf(JsonElement result) => result.GetProperty("status").GetInt32();

    private static string? IdOf(JsonElement result) => result.GetProperty("id").GetString();

    private static string? DetailOf(JsonElement result) =>
        result.GetProperty("problem").GetProperty("detail").GetString();

    private static string? CodeOf(JsonElement result) =>
        result.GetProperty("problem").GetProperty("code").GetString();

    private static IEnumerable<string> PointersOf(JsonElement result) =>
        result
            .GetProperty("problem")
            .GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("pointer").GetString()!);
}
