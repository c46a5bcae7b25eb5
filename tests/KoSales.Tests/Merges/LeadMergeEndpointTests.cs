using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

[Collection(AppCollection.Name)]
public sealed class LeadMergeEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    private readonly MergeApi _merges = new(api);

    [Fact]
    public async Task The_loser_is_hidden_and_asking_for_it_leads_to_the_survivor()
    {
        var (survivor, loser) = (await _merges.LeadAsync(), await _merges.LeadAsync());

        var done = await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id);

        var moved = await api.Agent.GetAsync($"leads/{loser.Id}");
        Assert.Equal(survivor.Id, MergeApi.Text(done, "survivor_id"));
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.Status);
        Assert.Equal($"/api/v1/leads/{survivor.Id}", moved.Headers["Location"]);
        Assert.DoesNotContain(
            $"\"{loser.Id}\"",
            (await _merges.ReadAsync("leads?limit=100")).Text,
            StringComparison.Ordinal
        );
        (await api.Manager.PostAsync($"leads/{loser.Id}/restore", null)).ExpectProblem(
            409,
            "merge.undo_instead"
        );
        (await (await api.OthersAsync()).Agent.GetAsync($"leads/{loser.Id}")).ExpectProblem(
            404,
            "lead.not_found"
        );
    }

    [Fact]
    public async Task What_points_to_the_loser_points_to_the_survivor_and_its_pipeline_ends()
    {
        var (survivor, loser) = (await _merges.LeadAsync(), await _merges.LeadAsync());
        var about = new { type = "lead", id = loser.Id };
        var task = await _merges.MadeAsync("tasks", new { title = "Sample", entity_ref = about });
        var note = await _merges.MadeAsync("notes", new { body = "Soybean", entity_ref = about });
        var call = await _merges.MadeAsync(
            "calls",
            new { direction = "outbound", entity_ref = about }
        );
        var deal = await _merges.MadeAsync("deals", new { title = "Order", lead_id = loser.Id });

        await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id);

        Assert.Contains(task.Id, (await _merges.ReadAsync($"leads/{survivor.Id}/tasks")).Text);
        Assert.Contains(note.Id, (await _merges.ReadAsync($"leads/{survivor.Id}/notes")).Text);
        Assert.Contains(call.Id, (await _merges.ReadAsync($"leads/{survivor.Id}/calls")).Text);
        Assert.Contains(
            "lead.merged",
            (await _merges.ReadAsync($"leads/{survivor.Id}/timeline")).Text
        );
        Assert.Equal(
            survivor.Id,
            MergeApi.Text(await _merges.ReadAsync($"deals/{deal.Id}"), "lead_id")
        );
        var pipeline = await _merges.ReadAsync($"pipelines/{MergeApi.Text(loser, "pipeline_id")}");
        Assert.Equal("closed", MergeApi.Text(pipeline, "status"));
        var open = await _merges.ReadAsync($"tasks?entity_ref.id={loser.Id}&status=pending");
        Assert.Equal(0, open.Body.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task The_preview_says_of_each_field_which_side_wins_and_changes_nothing()
    {
        var survivor = await _merges.LeadAsync(business: "Patel Krishi");
        var loser = await _merges.LeadAsync(business: "Patel Kendra", email: "r@example.in");
        var body = new { loser_id = loser.Id, fields = new { business_name = "loser" } };

        var plan = (
            await api.Agent.PostAsync($"leads/{survivor.Id}/merge?dry_run=true", body)
        ).Expect(HttpStatusCode.OK);

        var (name, email) = (
            MergeApi.FieldOf(plan, "business_name"),
            MergeApi.FieldOf(plan, "email")
        );
        Assert.Equal("Patel Kendra", name.GetProperty("result").GetString());
        Assert.Equal("asked", name.GetProperty("why").GetString());
        Assert.Equal("only_one", email.GetProperty("why").GetString());
        Assert.Contains("*", email.GetProperty("loser").GetString()!, StringComparison.Ordinal);
        Assert.Equal(loser.Text, (await _merges.ReadAsync($"leads/{loser.Id}")).Text);
        Assert.Equal(survivor.Text, (await _merges.ReadAsync($"leads/{survivor.Id}")).Text);
    }

    [Fact]
    public async Task Phones_join_and_whoever_withdrew_consent_stays_withdrawn()
    {
        var phone = LeadApi.Phone();
        var (survivor, loser) = (await _merges.LeadAsync(), await _merges.LeadAsync(phone));
        (await api.Manager.ChangeAsync($"leads/{loser.Id}", new { do_not_contact = true })).Expect(
            HttpStatusCode.OK
        );

        await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id);

        var after = await _merges.ReadAsync($"leads/{survivor.Id}");
        var found = await _merges.ReadAsync($"search?q={phone}");
        Assert.True(after.Body.GetProperty("do_not_contact").GetBoolean());
        Assert.Equal(MergeApi.Text(survivor, "phone_masked"), MergeApi.Text(after, "phone_masked"));
        Assert.Contains(survivor.Id, found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_brings_back_what_nobody_changed_and_leaves_the_rest()
    {
        var survivor = await _merges.LeadAsync(business: "Patel Krishi");
        var loser = await _merges.LeadAsync(business: "Patel Kendra", email: "r@example.in");
        var about = new { type = "lead", id = loser.Id };
        var note = await _merges.MadeAsync("notes", new { body = "Soybean", entity_ref = about });
        var edited = await _merges.MadeAsync("notes", new { body = "Wheat", entity_ref = about });
        await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id, new { business_name = "loser" });
        (await api.Agent.ChangeAsync($"notes/{edited.Id}", new { body = "Wheat, 2 acres" })).Expect(
            HttpStatusCode.OK
        );

        var undone = await _merges.UnmergeAsync($"leads/{loser.Id}");
        var again = await _merges.UnmergeAsync($"leads/{loser.Id}");

        var (one, other) = (
            await _merges.ReadAsync($"leads/{survivor.Id}"),
            await _merges.ReadAsync($"leads/{loser.Id}")
        );
        Assert.Equal(undone.Text, again.Text);
        Assert.Equal(
            (1, 1),
            (MergeApi.Count(undone, "reversed", "notes"), MergeApi.Count(undone, "kept", "notes"))
        );
        Assert.Equal(
            ("Patel Krishi", null, "Patel Kendra"),
            (
                MergeApi.Text(one, "business_name"),
                MergeApi.Text(one, "email_masked"),
                MergeApi.Text(other, "business_name")
            )
        );
        Assert.Contains(note.Id, (await _merges.ReadAsync($"leads/{loser.Id}/notes")).Text);
        Assert.Contains(edited.Id, (await _merges.ReadAsync($"leads/{survivor.Id}/notes")).Text);
        var pipeline = await _merges.ReadAsync($"pipelines/{MergeApi.Text(loser, "pipeline_id")}");
        Assert.Equal("open", MergeApi.Text(pipeline, "status"));
    }

    [Fact]
    public async Task A_second_merge_answers_the_first_and_of_crossed_ones_one_wins()
    {
        for (var i = 0; i < 10; i++)
        {
            var (a, b) = (await _merges.LeadAsync(), await _merges.LeadAsync());

            var both = await Task.WhenAll(
                api.Agent.PostAsync($"leads/{a.Id}/merge", new { loser_id = b.Id }),
                api.Agent.PostAsync($"leads/{b.Id}/merge", new { loser_id = a.Id })
            );

            var won = Assert.Single(both, r => r.Status == HttpStatusCode.OK);
            Assert
                .Single(both, r => r.Status == HttpStatusCode.Conflict)
                .ExpectProblem(409, "merge.already_merged");
            var (survivor, loser) = (
                MergeApi.Text(won, "survivor_id")!,
                MergeApi.Text(won, "loser_id")!
            );
            Assert.Equal(won.Text, (await _merges.MergeAsync($"leads/{survivor}", loser)).Text);
            await _merges.ReadAsync($"leads/{survivor}");
        }
    }

    [Fact]
    public async Task Every_fault_comes_at_once_and_only_open_records_of_ones_own_are_merged_into()
    {
        var (lead, lost, other) = (
            await _merges.LeadAsync(),
            await _merges.LeadAsync(),
            await api.NewAsync()
        );
        (await api.Agent.PostAsync($"leads/{lost.Id}/lose", new { reason = "x" })).Expect(
            HttpStatusCode.OK
        );

        var faults = await api.Agent.PostAsync(
            $"leads/{lead.Id}/merge",
            new { loser_id = "K0-999999", fields = new { tags = "nobody" } }
        );
        var fields = await api.Agent.PostAsync(
            $"leads/{lead.Id}/merge",
            new { loser_id = lost.Id, fields = new { score = "loser", language = "loser" } }
        );

        Assert.Equal(["/fields/tags", "/loser_id"], Pointers(faults));
        Assert.Equal(["/fields/language", "/fields/score"], Pointers(fields));
        (
            await api.Agent.PostAsync($"leads/{lost.Id}/merge", new { loser_id = lead.Id })
        ).ExpectProblem(409, "merge.survivor_closed");
        (
            await api.Agent.PostAsync($"leads/{lead.Id}/merge", new { loser_id = other.Id })
        ).ExpectProblem(403, "merge.not_yours");
        (await api.Agent.PostAsync($"leads/{lead.Id}/unmerge", null)).ExpectProblem(
            409,
            "merge.not_merged"
        );
    }

    [Fact]
    public async Task Duplicates_are_graded_with_their_reasons()
    {
        const string Gstin = "27AAPFU0939F1ZV";
        var phone = LeadApi.Phone();
        var lead = await _merges.LeadAsync(phone, Gstin);
        var hard = await _merges.LeadAsync(gstin: Gstin);
        var strong = await _merges.LeadAsync($"{LeadApi.Phone()} / {phone}");

        var found = (await api.Agent.GetAsync($"leads/{lead.Id}/duplicates")).Expect(
            HttpStatusCode.OK
        );

        var own = found
            .Body.GetProperty("candidates")
            .EnumerateArray()
            .Where(c =>
                c.GetProperty("id").GetString() == hard.Id
                || c.GetProperty("id").GetString() == strong.Id
            )
            .Select(c =>
                (
                    c.GetProperty("id").GetString(),
                    c.GetProperty("grade").GetString(),
                    string.Join(
                        ',',
                        c.GetProperty("reasons").EnumerateArray().Select(r => r.GetString())
                    )
                )
            );
        Assert.Equal([(hard.Id, "hard", "gstin"), (strong.Id, "strong", "phone")], own);
    }

    private static string[] Pointers(Reply refused) =>
        [
            .. refused
                .Expect(HttpStatusCode.UnprocessableContent)
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
}
