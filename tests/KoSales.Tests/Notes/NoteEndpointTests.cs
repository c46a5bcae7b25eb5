using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Notes;

[Collection(AppCollection.Name)]
public sealed class NoteEndpointTests(AppFixture app) : IAsyncLifetime
{
    private readonly LeadApi _api = new(app);

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_note_is_written_read_changed_deleted_and_restored()
    {
        const string markdown = "# Visit\n\n- wants **20** bottles\n- <b>pays</b> by UPI";
        var lead = (await _api.NewAsync()).Id;
        var note = await WriteAsync(lead, markdown);
        Assert.Matches("^[0-9a-f]{24}$", note.Id);
        Assert.Equal($"/api/v1/notes/{note.Id}", note.Headers["Location"]);
        Assert.Equal(
            (markdown, _api.AgentId),
            (Text(note.Body, "body"), Text(note.Body, "author_id"))
        );

        var path = $"notes/{note.Id}";
        var read = (await _api.Agent.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal((note.ETag, markdown), (read.ETag, Text(read.Body, "body")));
        (await _api.Agent.GetAsync(path, ("If-None-Match", note.ETag))).Expect(
            HttpStatusCode.NotModified
        );

        (await _api.Agent.PatchAsync(path, new { pinned = true }, null)).ExpectProblem(
            428,
            "if_match.required"
        );
        var pinned = (await _api.Agent.PatchAsync(path, new { pinned = true }, note.ETag)).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            (true, markdown),
            (pinned.Body.GetProperty("pinned").GetBoolean(), Text(pinned.Body, "body"))
        );
        (await _api.Agent.PatchAsync(path, new { body = "late" }, note.ETag)).ExpectProblem(
            412,
            "if_match.stale"
        );
        (await _api.Agent.PatchAsync(path, """{"body": null}""", "*")).ExpectProblem(
            422,
            "required"
        );

        (await _api.Agent.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await _api.Agent.GetAsync(path)).ExpectProblem(404, "note.not_found");
        (await _api.Agent.DeleteAsync(path)).ExpectProblem(404, "note.not_found");
        Assert.Equal([note.Id], Ids(await _api.Agent.GetAsync("notes?deleted=true")));
        (await _api.Agent.PostAsync($"{path}/restore", null)).Expect(HttpStatusCode.OK);
        (await _api.Agent.PostAsync($"{path}/restore", null)).ExpectProblem(404, "note.not_found");
        Assert.Equal([note.Id], Ids(await _api.Agent.GetAsync($"leads/{lead}/notes")));
    }

    [Fact]
    public async Task Notes_are_listed_by_what_they_are_about_and_who_wrote_them()
    {
        var (lead, other) = ((await _api.NewAsync()).Id, (await _api.NewAsync()).Id);
        var first = (await WriteAsync(lead, "first")).Id;
        var second = (await WriteAsync(lead, "second", _api.Manager, pinned: true)).Id;
        var third = (await WriteAsync(other, "third")).Id;

        Assert.Equal([second, first], Ids(await _api.Agent.GetAsync($"leads/{lead}/notes")));
        Assert.Equal([second], Ids(await _api.Agent.GetAsync($"leads/{lead}/notes?pinned=true")));
        Assert.Equal(
            [first, second],
            Ids(await _api.Agent.GetAsync($"notes?entity_ref.id={lead}&sort=created_at"))
        );
        Assert.Equal(
            [third, first],
            Ids(await _api.Manager.GetAsync($"notes?author_id={_api.AgentId}"))
        );
        (await _api.Agent.GetAsync("notes?owner_id=A0-0001")).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
        var shown = (await _api.Agent.GetAsync($"notes/{first}?fields=body&include=author")).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            _api.AgentId,
            Text(shown.Body.GetProperty("included").GetProperty("author")[0], "id")
        );
    }

    [Fact]
    public async Task Numbers_and_addresses_in_a_note_are_masked_wherever_it_is_shown()
    {
        var lead = (await _api.NewAsync()).Id;
        var note = await WriteAsync(lead, "Brother: 98765 43210, ramesh@example.in");
        Assert.Equal("Brother: +91******3210, r****@example.in", Text(note.Body, "body"));
        Assert.Equal(
            ("personal_data.masked", "/body"),
            (
                Text(note.Body.GetProperty("warnings")[0], "code"),
                Text(note.Body.GetProperty("warnings")[0], "pointer")
            )
        );

        string[] texts =
        [
            (await _api.Agent.GetAsync($"notes/{note.Id}")).Text,
            (await _api.Agent.GetAsync($"leads/{lead}/notes")).Text,
            (await _api.Agent.GetAsync($"leads/{lead}/timeline")).Text,
        ];

        Assert.All(texts, text => Assert.DoesNotContain("43210", text));
    }

    [Fact]
    public async Task Who_is_mentioned_is_notified_once_and_must_see_what_it_is_about()
    {
        var others = await _api.OthersAsync();
        var lead = (await _api.NewAsync()).Id;
        var note = (
            await WriteAsync(lead, "Look at this", _api.Manager, mentions: _api.AgentId)
        ).Id;
        (await _api.Manager.PatchAsync($"notes/{note}", """{"mentions": null}""", "*")).Expect(
            HttpStatusCode.OK
        );
        (
            await _api.Manager.PatchAsync(
                $"notes/{note}",
                new { body = "Look again", mentions = new[] { _api.AgentId } },
                "*"
            )
        ).Expect(HttpStatusCode.OK);
        await WriteAsync(lead, "Mine", _api.Agent, mentions: _api.AgentId);
        var last = (await WriteAsync(lead, "Last", _api.Manager, mentions: _api.AgentId)).Id;

        await FlowCalls.UntilAsync(
            async () => (await MentionsAsync()).Any(n => Text(n, "note_id") == last),
            "the mention"
        );
        Assert.Equal([last, note], (await MentionsAsync()).Select(n => Text(n, "note_id")));
        var body = Body(lead, "x", mentions: others.AgentId);
        (await _api.Manager.PostAsync("notes", body)).ExpectProblem(422, "note.mention_unseen");
        (
            await _api.Manager.PostAsync("notes", Body(lead, "x", mentions: "A0-999999"))
        ).ExpectProblem(422, "agent.not_found");
    }

    [Fact]
    public async Task Who_wrote_a_note_and_the_managers_change_it_and_nobody_else()
    {
        var lead = (await _api.NewAsync()).Id;
        var ofManager = (await WriteAsync(lead, "Do not discount", _api.Manager)).Id;
        var ofAgent = (await WriteAsync(lead, "Called twice")).Id;

        (await _api.Agent.PatchAsync($"notes/{ofManager}", new { body = "x" }, "*")).ExpectProblem(
            403,
            "note.not_yours"
        );
        (await _api.Agent.DeleteAsync($"notes/{ofManager}")).ExpectProblem(403, "note.not_yours");
        (await _api.Manager.PatchAsync($"notes/{ofAgent}", new { body = "x" }, "*")).Expect(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task Notes_are_seen_by_whoever_sees_the_lead_and_follow_it_to_others()
    {
        var others = await _api.OthersAsync();
        var lead = (await _api.NewAsync()).Id;
        var note = (await WriteAsync(lead, "Secret of the first team")).Id;
        await AssertHiddenAsync(others, lead, note);

        var admin = await app.AdminAsync();
        var preview = (
            await admin.PostAsync(
                $"leads/{lead}/assign?dry_run=true",
                new { agent_id = others.AgentId }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Contains(
            preview.Body.GetProperty("relations").EnumerateArray(),
            r => Text(r, "name") == "notes" && r.GetProperty("transferred").GetInt32() == 1
        );
        (await admin.PostAsync($"leads/{lead}/assign", new { agent_id = others.AgentId })).Expect(
            HttpStatusCode.OK
        );

        Assert.Equal([note], Ids(await others.Agent.GetAsync("notes")));
        (await others.Agent.GetAsync($"notes/{note}")).Expect(HttpStatusCode.OK);
        await AssertHiddenAsync(_api, lead, note);
    }

    [Fact]
    public async Task Who_holds_open_work_of_a_lead_sees_its_notes()
    {
        var others = await _api.OthersAsync();
        var lead = (await _api.NewAsync()).Id;
        var note = (await WriteAsync(lead, "Ask for the soil report")).Id;
        var task = (
            await (await app.AdminAsync()).PostAsync(
                "tasks",
                new
                {
                    title = "Visit",
                    entity_ref = new { type = "lead", id = lead },
                    owner_id = others.AgentId,
                }
            )
        ).Expect(HttpStatusCode.Created);

        Assert.Equal([note], Ids(await others.Agent.GetAsync("notes")));
        (await others.Agent.GetAsync($"notes/{note}")).Expect(HttpStatusCode.OK);
        (await others.Agent.PostAsync($"tasks/{task.Id}/cancel", null)).Expect(HttpStatusCode.OK);
        await AssertHiddenAsync(others, lead, note);
    }

    [Fact]
    public async Task Notes_of_a_deleted_lead_are_hidden_until_it_is_restored()
    {
        var lead = (await _api.NewAsync()).Id;
        var note = (await WriteAsync(lead, "Kept")).Id;

        (await _api.Manager.DeleteAsync($"leads/{lead}")).Expect(HttpStatusCode.NoContent);
        (await _api.Agent.GetAsync($"notes/{note}")).ExpectProblem(404, "note.not_found");
        await FlowCalls.UntilAsync(
            async () => !Ids(await _api.Agent.GetAsync("notes")).Any(),
            "the notes hidden"
        );
        (await _api.Manager.PostAsync($"leads/{lead}/restore", null)).Expect(HttpStatusCode.OK);
        await FlowCalls.UntilAsync(
            async () => Ids(await _api.Agent.GetAsync("notes")).Contains(note),
            "the notes shown"
        );
    }

    [Fact]
    public async Task The_timeline_tells_of_notes_and_folds_edits_in_a_row()
    {
        var lead = (await _api.NewAsync()).Id;
        var note = (await WriteAsync(lead, "One")).Id;
        foreach (var body in new[] { "Two", "Three" })
            (await _api.Agent.PatchAsync($"notes/{note}", new { body }, "*")).Expect(
                HttpStatusCode.OK
            );

        var entries = (await _api.Agent.GetAsync($"leads/{lead}/timeline?kind=note"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray()
            .ToList();

        Assert.Equal(["note.edited", "note.created"], entries.Select(e => Text(e, "summary")));
        Assert.All(entries, e => Assert.Equal(note, Text(e.GetProperty("refs"), "note_id")));
    }

    [Fact]
    public async Task Erasing_a_person_takes_the_texts_of_the_notes_about_them()
    {
        var admin = await app.AdminAsync();
        var lead = await _api.NewAsync();
        var note = (await WriteAsync(lead.Id, "Ramesh from the white house by the canal")).Id;
        var pii = Text(lead.Body, "pii_id");

        (
            await admin.PostAsync($"piis/{pii}/erase", new { reason = "asked by the subject" })
        ).Expect(HttpStatusCode.OK);

        var left = (await admin.GetAsync($"notes/{note}")).Expect(HttpStatusCode.OK);
        Assert.Equal("(erased)", Text(left.Body, "body"));
        (await admin.PatchAsync($"notes/{note}", new { body = "x" }, "*")).ExpectProblem(
            410,
            "note.erased"
        );
    }

    [Fact]
    public async Task A_note_about_what_one_does_not_see_is_refused()
    {
        var others = await _api.OthersAsync();
        var lead = (await _api.NewAsync()).Id;

        (await others.Agent.PostAsync("notes", Body(lead, "x"))).ExpectProblem(
            422,
            "note.entity_not_found"
        );
        (
            await _api.Agent.PostAsync(
                "notes",
                Body(lead, new string('x', Domain.Notes.Note.LongestBody + 1))
            )
        ).ExpectProblem(422, "body.invalid");
    }

    private async Task<Reply> WriteAsync(
        string lead,
        string body,
        AppClient? by = null,
        bool pinned = false,
        params string[] mentions
    ) =>
        (await (by ?? _api.Agent).PostAsync("notes", Body(lead, body, pinned, mentions))).Expect(
            HttpStatusCode.Created
        );

    private static object Body(
        string lead,
        string body,
        bool pinned = false,
        params string[] mentions
    ) =>
        new
        {
            entity_ref = new { type = "lead", id = lead },
            body,
            pinned,
            mentions,
        };

    private static async Task AssertHiddenAsync(LeadApi from, string lead, string note)
    {
        (await from.Agent.GetAsync($"leads/{lead}/notes")).ExpectProblem(404, "lead.not_found");
        (await from.Agent.GetAsync($"notes/{note}")).ExpectProblem(404, "note.not_found");
        (await from.Agent.DeleteAsync($"notes/{note}")).ExpectProblem(404, "note.not_found");
        Assert.Empty(Ids(await from.Agent.GetAsync("notes")));
    }

    private async Task<IReadOnlyList<JsonElement>> MentionsAsync() =>
        [
            .. (await _api.Agent.GetAsync("notifications?kind=mentioned"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    private static IReadOnlyList<string> Ids(Reply reply) =>
        [
            .. reply
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(d => Text(d, "id")),
        ];

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
