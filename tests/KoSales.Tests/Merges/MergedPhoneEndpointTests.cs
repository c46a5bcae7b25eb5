using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

/// <summary>The phone of a lead that was merged into another.</summary>
[Collection(AppCollection.Name)]
public sealed class MergedPhoneEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    private readonly MergeApi _merges = new(api);

    [Fact]
    public async Task A_new_lead_with_the_losers_phone_is_told_of_the_survivor()
    {
        var (survivor, _, phone) = await MergedAsync();
        var others = await api.OthersAsync();

        var again = await api.Manager.PostAsync("leads", LeadApi.Body(phone));
        var elsewhere = await others.Manager.PostAsync("leads", LeadApi.Body(phone));
        var batch = await api.Manager.PostAsync(
            "leads/batch",
            new { operations = new[] { new { op = "create", body = LeadApi.Body(phone) } } }
        );

        again.ExpectProblem(409, "lead.duplicate_phone");
        Assert.Equal(survivor, MergeApi.Text(again, "existing_id"));
        elsewhere.ExpectProblem(409, "lead.duplicate_phone");
        Assert.Null(MergeApi.Text(elsewhere, "existing_id"));
        Assert.Contains("lead.duplicate_phone", batch.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("signal")]
    public async Task An_enquiry_from_the_losers_phone_is_taken_into_the_survivor(string policy)
    {
        var (survivor, loser, phone) = await MergedAsync();

        var taken = await api.Manager.PostAsync(
            $"leads?on_duplicate={policy}",
            LeadApi.Body(phone)
        );

        Assert.Equal(survivor, taken.Expect(HttpStatusCode.OK).Id);
        await _merges.UnmergeAsync($"leads/{loser}");
    }

    [Fact]
    public async Task An_import_finds_the_survivor_too()
    {
        var (survivor, _, phone) = await MergedAsync();
        var other = LeadApi.Phone();
        var options = new
        {
            mapping = new Dictionary<string, string> { ["Name"] = "name", ["Phone"] = "phone" },
            defaults = new { kind = "farmer" },
            on_duplicate = "skip",
        };

        var job = await api.Manager.ImportAsync(
            $"Name,Phone\nRamesh,{phone}\nSuresh,{other}\n",
            options
        );
        var ended = await api.Manager.UntilEndedAsync(job.Expect(HttpStatusCode.Accepted).Id);

        Assert.Equal(("completed", 2, 1, 0, 1), ended.Outcome());
        Assert.Contains(survivor, (await _merges.ReadAsync($"search?q={phone}")).Text);
    }

    [Fact]
    public async Task After_the_undo_the_phone_is_the_losers_and_of_a_closed_survivor_it_is_free()
    {
        var (_, loser, phone) = await MergedAsync();
        await _merges.UnmergeAsync($"leads/{loser}");
        var (closed, _, free) = await MergedAsync();
        (await api.Manager.PostAsync($"leads/{closed}/lose", new { reason = "price" })).Expect(
            HttpStatusCode.OK
        );

        var again = await api.Manager.PostAsync("leads", LeadApi.Body(phone));

        again.ExpectProblem(409, "lead.duplicate_phone");
        Assert.Equal(loser, MergeApi.Text(again, "existing_id"));
        (await api.Manager.PostAsync("leads", LeadApi.Body(free))).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_undo_says_who_has_the_phone_by_now_and_works_once_that_is_settled()
    {
        var (survivor, loser, phone) = await MergedAsync();
        var other = await _merges.LeadAsync();
        (await api.Agent.ChangeAsync($"leads/{other.Id}", new { phone })).Expect(HttpStatusCode.OK);

        var refused = await api.Agent.PostAsync($"leads/{loser}/unmerge", null);
        (await api.Agent.PostAsync($"leads/{other.Id}/lose", new { reason = "same" })).Expect(
            HttpStatusCode.OK
        );

        refused.ExpectProblem(409, "merge.undo_taken");
        Assert.Equal(other.Id, MergeApi.Text(refused, "existing_id"));
        Assert.Contains(
            $"merge it into {survivor}",
            MergeApi.Text(refused, "detail"),
            StringComparison.Ordinal
        );
        await _merges.UnmergeAsync($"leads/{loser}");
    }

    [Fact]
    public async Task An_undo_that_gives_the_survivor_its_phone_back_says_who_has_that()
    {
        var (own, phone) = (LeadApi.Phone(), LeadApi.Phone());
        var (survivor, loser) = (await _merges.LeadAsync(own), await _merges.LeadAsync(phone));
        await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id, new { phone = "loser" });
        var other = await _merges.LeadAsync();
        (await api.Agent.ChangeAsync($"leads/{other.Id}", new { phone = own })).Expect(
            HttpStatusCode.OK
        );

        var refused = await api.Agent.PostAsync($"leads/{loser.Id}/unmerge", null);

        refused.ExpectProblem(409, "merge.undo_taken");
        Assert.Equal(other.Id, MergeApi.Text(refused, "existing_id"));
    }

    /// <summary>Two leads of the agent of which one went into the other.</summary>
    private async Task<(string Survivor, string Loser, string LosersPhone)> MergedAsync()
    {
        var phone = LeadApi.Phone();
        var (survivor, loser) = (await _merges.LeadAsync(), await _merges.LeadAsync(phone));
        await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id);
        return (survivor.Id, loser.Id, phone);
    }
}
