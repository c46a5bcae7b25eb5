using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Feed;

[Collection(AppCollection.Name)]
public sealed class FeedEndpointTests(AppFixture app) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_happened_is_read_page_by_page_in_order_and_once()
    {
        var from = await CursorAsync(_api.Manager);
        var lead = (await _api.NewAsync()).Id;
        for (var i = 0; i < 5; i++)
            (
                await _api.Manager.ChangeAsync($"leads/{lead}", new { tags = new[] { $"tag-{i}" } })
            ).Expect(HttpStatusCode.OK);

        var read = await UntilAsync(
            _api.Manager,
            from,
            "&limit=2&types=lead.created,lead.updated",
            events => events.Count(e => EntityOf(e) == lead) >= 6
        );

        var ofLead = read.Where(e => EntityOf(e) == lead).ToArray();
        Assert.Equal("lead.created", Text(ofLead[0], "type"));
        Assert.Equal(ofLead.Length, ofLead.Select(e => Text(e, "id")).Distinct().Count());
        Assert.Equal(
            ofLead.Select(e => Text(e, "id")).Order(StringComparer.Ordinal),
            ofLead.Select(e => Text(e, "id"))
        );
        Assert.Equal(
            5,
            ofLead.Count(e =>
                e.GetProperty("changed").EnumerateArray().Any(c => c.GetString() == "tags")
            )
        );
        Assert.All(read, e => Assert.Equal(_api.TeamId.Length > 0, e.TryGetProperty("at", out _)));
    }

    [Fact]
    public async Task Everybody_reads_of_what_is_in_their_scope_alone()
    {
        var others = await _api.OthersAsync();
        var (mine, theirs) = (await CursorAsync(_api.Agent), await CursorAsync(others.Manager));
        var pool = (await _api.NewAsync()).Id;
        var own = (await _api.NewAsync()).Id;
        await AssignAsync(own, _api.AgentId);
        var colleague = (
            await (await app.AdminAsync()).PostAsync(
                "agents",
                new
                {
                    name = "Colleague",
                    email = $"{Guid.NewGuid():N}@example.in",
                    roles = new[] { "agent" },
                    team_id = _api.TeamId,
                }
            )
        ).Id;
        var away = (await _api.NewAsync()).Id;
        await AssignAsync(away, colleague);
        (await _api.Manager.ChangeAsync($"leads/{away}", new { tags = new[] { "theirs" } })).Expect(
            HttpStatusCode.OK
        );
        var last = (await _api.NewAsync()).Id;

        var read = await UntilAsync(_api.Agent, mine, "", e => e.Any(x => EntityOf(x) == last));
        Assert.Contains(read, e => EntityOf(e) == pool);
        Assert.Contains(read, e => (EntityOf(e), Text(e, "type")) == (own, "lead.assigned"));
        Assert.DoesNotContain(read, e => (EntityOf(e), Text(e, "type")) == (away, "lead.updated"));
        var other = (await others.NewAsync()).Id;
        var seen = await UntilAsync(
            others.Manager,
            theirs,
            "",
            e => e.Any(x => EntityOf(x) == other)
        );
        Assert.DoesNotContain(seen, e => EntityOf(e) == pool);
    }

    [Fact]
    public async Task A_stream_tells_at_once_and_goes_on_where_its_reader_was()
    {
        string? id;
        var lead = (await _api.NewAsync()).Id;
        using var patience = new CancellationTokenSource(Patience);
        using (var stream = await OpenAsync(_api.Manager))
        {
            Assert.Equal("text/event-stream", stream.MediaType);
            await ChangeAsync(lead, "first");
            await NextOfAsync(stream, lead, patience.Token);
            id = stream.LastEventId;
        }

        await ChangeAsync(lead, "second");
        await ChangeAsync(lead, "third");
        using var again = await OpenAsync(_api.Manager, id);
        var two = new[]
        {
            await NextOfAsync(again, lead, patience.Token),
            await NextOfAsync(again, lead, patience.Token),
        };
        Assert.All(two, e => Assert.Equal("lead.updated", Text(e, "type")));
        Assert.True(
            string.CompareOrdinal(Text(two[0], "id"), Text(two[1], "id")) < 0,
            "the events of one lead come in their order"
        );
    }

    [Fact]
    public async Task One_stream_too_many_is_refused_until_another_ends()
    {
        List<FeedClient> open = [];
        for (var i = 0; i < 5; i++)
            open.Add(await OpenAsync(_api.Agent));
        var refused = await StreamAsync(_api.Agent);
        refused.ExpectProblem(429, "feed.too_many_streams");
        Assert.True(refused.Headers.ContainsKey("Retry-After"));
        // Of somebody else's there may be as many.
        (await OpenAsync(_api.Manager)).Dispose();

        open[0].Dispose();
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                open[0] = await OpenAsync(_api.Agent);
                break;
            }
            catch (HttpRequestException refusal)
                when (refusal.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await Task.Delay(50, deadline.Token);
            }
        }

        open.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData("?after=nonsense", "query.bad_cursor")]
    [InlineData("?types=lead.created,lead.flown", "query.bad_value")]
    [InlineData("?limit=0", "query.bad_limit")]
    [InlineData("?limit=201", "query.bad_limit")]
    [InlineData("?since=1", "query.unknown_parameter")]
    [InlineData("?after=a&limit=x", "query.invalid")]
    public async Task What_nobody_can_mean_is_refused(string query, string code) =>
        (await _api.Manager.GetAsync($"events{query}")).ExpectProblem(400, code);

    [Fact]
    public async Task A_cursor_is_good_for_whoever_got_it_alone()
    {
        var cursor = await CursorAsync(_api.Manager);
        (await _api.Agent.GetAsync($"events?after={cursor}")).ExpectProblem(
            400,
            "query.bad_cursor"
        );
        (
            await _api.Agent.SendAsync(
                HttpMethod.Get,
                "events",
                null,
                ("Accept", "text/event-stream"),
                ("Last-Event-ID", cursor)
            )
        ).ExpectProblem(400, "query.bad_cursor");
    }

    private Task ChangeAsync(string lead, string tag) =>
        _api.Manager.ChangeAsync($"leads/{lead}", new { tags = new[] { tag } });

    private async Task AssignAsync(string lead, string agent) =>
        (await _api.Manager.PostAsync($"leads/{lead}/assign", new { agent_id = agent })).Expect(
            HttpStatusCode.OK
        );

    private Task<FeedClient> OpenAsync(AppClient reader, string? lastEventId = null) =>
        FeedClient.OpenAsync(app.Process.Address, reader.Token!, lastEventId);

    private static Task<Reply> StreamAsync(AppClient reader) =>
        reader.GetAsync("events", ("Accept", "text/event-stream"));

    private static async Task<string> CursorAsync(AppClient reader) =>
        Text(
            (await reader.GetAsync("events?after=now")).Expect(HttpStatusCode.OK).Body,
            "next_cursor"
        );

    /// <summary>The next change of the lead's tags.</summary>
    private static async Task<JsonElement> NextOfAsync(
        FeedClient stream,
        string lead,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var next = await stream.NextAsync(cancellationToken);
            Assert.NotNull(next);
            var changed = next.Value.GetProperty("changed").EnumerateArray();
            if (EntityOf(next.Value) == lead && changed.Any(c => c.GetString() == "tags"))
                return next.Value;
        }
    }

    /// <summary>All events after the cursor, read on until they are what is waited for.</summary>
    private static async Task<IReadOnlyList<JsonElement>> UntilAsync(
        AppClient reader,
        string cursor,
        string query,
        Func<IReadOnlyList<JsonElement>, bool> isEnough
    )
    {
        using var deadline = new CancellationTokenSource(Patience);
        List<JsonElement> read = [];
        while (true)
        {
            var page = (await reader.GetAsync($"events?after={cursor}{query}")).Expect(
                HttpStatusCode.OK
            );
            read.AddRange(page.Body.GetProperty("data").EnumerateArray());
            cursor = Text(page.Body, "next_cursor");
            if (!page.Body.GetProperty("caught_up").GetBoolean())
                continue;
            if (isEnough(read))
                return read;
            await Task.Delay(20, deadline.Token);
        }
    }

    private static string EntityOf(JsonElement happened) =>
        happened.GetProperty("entity").GetProperty("id").GetString()!;

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
