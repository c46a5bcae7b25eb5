using System.Net;
using System.Text;
using KoSales.Tests.Documents;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Merges;

/// <summary>What a record takes along into the survivor and gets back: documents with what they prove, and
/// pins of cohorts.</summary>
[Collection(AppCollection.Name)]
public sealed class BelongingsTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private static readonly string Content = Encoding.ASCII.GetString(DocumentCalls.Pdf);

    private readonly MergeApi _merges = new(api);

    [Theory]
    [InlineData("leads")]
    [InlineData("contacts")]
    [InlineData("customers")]
    public async Task Documents_follow_to_the_survivor_and_come_back(string kind)
    {
        var (survivor, loser) = (await MadeAsync(kind), await MadeAsync(kind));
        var own = await VerifiedAsync(survivor);
        var brought = await VerifiedAsync(loser);

        var plan = (
            await api.Agent.PostAsync(
                $"{kind}/{survivor.Id}/merge?dry_run=true",
                new { loser_id = loser.Id }
            )
        ).Expect(HttpStatusCode.OK);
        var merged = await _merges.MergeAsync($"{kind}/{survivor.Id}", loser.Id);

        Assert.Equal((1, 1), (CountOf(plan, "documents"), CountOf(merged, "documents")));
        Assert.Equal([own.Id, brought.Id], await LicencesAsync(kind, survivor));
        Assert.Equal(Names([own, brought]), await DocumentsAsync(survivor));
        Assert.Empty(await DocumentsAsync(loser));
        // Its key opens under that of the survivor.
        Assert.Equal(Content, await FileAsync(survivor, brought));

        var undone = await _merges.UnmergeAsync($"{kind}/{loser.Id}");

        Assert.Equal(1, MergeApi.Count(undone, "reversed", "documents"));
        Assert.Equal([own.Id], await LicencesAsync(kind, survivor));
        Assert.Equal([brought.Id], await LicencesAsync(kind, loser));
        Assert.Equal(Content, await FileAsync(loser, brought));
        Assert.Equal([own.Id], await DocumentsAsync(survivor));
    }

    [Fact]
    public async Task A_document_that_was_reviewed_since_stays_with_the_survivor()
    {
        var (survivor, loser) = (await MadeAsync("contacts"), await MadeAsync("contacts"));
        var waiting = await api.Agent.InReviewAsync(PiiOf(loser));
        await _merges.MergeAsync($"contacts/{survivor.Id}", loser.Id);
        var path = $"piis/{PiiOf(survivor)}/documents/{waiting.Id}";
        (await api.Manager.PostAsync($"{path}/review", new { decision = "verify" })).Expect(
            HttpStatusCode.OK
        );

        var undone = await _merges.UnmergeAsync($"contacts/{loser.Id}");

        Assert.Equal(1, MergeApi.Count(undone, "kept", "documents"));
        Assert.Equal([waiting.Id], await LicencesAsync("contacts", survivor));
        Assert.Empty(await LicencesAsync("contacts", loser));
    }

    [Fact]
    public async Task The_lead_that_the_survivor_came_of_shows_what_it_gained()
    {
        var lead = await _merges.LeadAsync();
        var converted = await api.Agent.PostAsync($"leads/{lead.Id}/convert", null);
        var contact = MergeApi.Text(converted.Expect(HttpStatusCode.OK), "contact_id")!;
        var loser = await MadeAsync("contacts");
        var brought = await VerifiedAsync(loser);

        await _merges.MergeAsync($"contacts/{contact}", loser.Id);

        Assert.Equal([brought.Id], await LicencesAsync("leads", lead));

        await _merges.UnmergeAsync($"contacts/{loser.Id}");

        Assert.Empty(await LicencesAsync("leads", lead));
    }

    [Fact]
    public async Task A_contact_that_came_of_a_lead_takes_its_documents_along_and_back()
    {
        var lead = await _merges.LeadAsync();
        var brought = await VerifiedAsync(lead);
        var converted = await api.Agent.PostAsync($"leads/{lead.Id}/convert", null);
        var contact = MergeApi.Text(converted.Expect(HttpStatusCode.OK), "contact_id")!;
        var survivor = await MadeAsync("contacts");

        await _merges.MergeAsync($"contacts/{survivor.Id}", contact);

        Assert.Equal([brought.Id], await LicencesAsync("contacts", survivor));

        var undone = await _merges.UnmergeAsync($"contacts/{contact}");

        Assert.Equal(
            (1, 1),
            (
                MergeApi.Count(undone, "reversed", "documents"),
                MergeApi.Count(undone, "reversed", "leads")
            )
        );
        Assert.Equal(
            [brought.Id],
            await LicencesAsync("contacts", await _merges.ReadAsync($"contacts/{contact}"))
        );
    }

    [Theory]
    [InlineData("lead")]
    [InlineData("contact")]
    public async Task A_pin_names_the_survivor_and_then_the_loser_again(string kind)
    {
        var (survivor, loser) = (await MadeAsync($"{kind}s"), await MadeAsync($"{kind}s"));
        var cohort = await CohortAsync(kind, include: [loser.Id]);
        await MembersAsync(cohort, [loser.Id]);

        var merged = await _merges.MergeAsync($"{kind}s/{survivor.Id}", loser.Id);

        Assert.Equal(1, CountOf(merged, "cohort_pins"));
        Assert.Equal([survivor.Id], await PinsAsync(cohort, "include_ids"));
        await MembersAsync(cohort, [survivor.Id]);

        var undone = await _merges.UnmergeAsync($"{kind}s/{loser.Id}");

        Assert.Equal(1, MergeApi.Count(undone, "reversed", "cohort_pins"));
        Assert.Equal([loser.Id], await PinsAsync(cohort, "include_ids"));
        await MembersAsync(cohort, [loser.Id]);
    }

    [Fact]
    public async Task A_pin_of_the_survivors_own_stays_and_one_taken_away_since_does_not_come_back()
    {
        var (survivor, loser) = (await MadeAsync("leads"), await MadeAsync("leads"));
        var both = await CohortAsync("lead", include: [survivor.Id, loser.Id]);
        var kept = await CohortAsync("lead", include: [], exclude: [loser.Id]);

        await _merges.MergeAsync($"leads/{survivor.Id}", loser.Id);

        Assert.Equal([survivor.Id], await PinsAsync(both, "include_ids"));
        Assert.Equal([survivor.Id], await PinsAsync(kept, "exclude_ids"));
        var admin = await app.AdminAsync();
        (
            await admin.PostAsync($"cohorts/{kept}/unpin", new { ids = new[] { survivor.Id } })
        ).Expect(HttpStatusCode.OK);

        var undone = await _merges.UnmergeAsync($"leads/{loser.Id}");

        Assert.Equal(
            (1, 1),
            (
                MergeApi.Count(undone, "reversed", "cohort_pins"),
                MergeApi.Count(undone, "kept", "cohort_pins")
            )
        );
        Assert.Equal([survivor.Id, loser.Id], await PinsAsync(both, "include_ids"));
        Assert.Empty(await PinsAsync(kept, "exclude_ids"));
    }

    private async Task<Reply> MadeAsync(string kind) =>
        kind == "leads"
            ? await _merges.LeadAsync()
            : await _merges.MadeAsync(
                kind,
                new
                {
                    name = "Ramesh Patel",
                    kind = "dealer",
                    phone = LeadApi.Phone(),
                }
            );

    private async Task<Reply> VerifiedAsync(Reply record)
    {
        var document = await api.Agent.InReviewAsync(PiiOf(record));
        (await api.Manager.ReviewAsync(document)).Expect(HttpStatusCode.OK);
        return document;
    }

    private async Task<string> CohortAsync(
        string kind,
        string[] include,
        string[]? exclude = null
    ) => (
            await (await app.AdminAsync()).PostAsync(
                "cohorts",
                new
                {
                    name = LeadApi.Word(),
                    entity = kind,
                    mode = "static",
                    include_ids = include,
                    exclude_ids = exclude ?? [],
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private async Task MembersAsync(string cohort, string[] ids)
    {
        var admin = await app.AdminAsync();
        await CohortCalls.UntilAsync(async () =>
            (await admin.GetAsync($"cohorts/{cohort}/members"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(m => m.GetProperty("entity_id").GetString())
                .SequenceEqual(ids)
        );
    }

    private async Task<string[]> PinsAsync(string cohort, string member) =>
        [
            .. (await (await app.AdminAsync()).GetAsync($"cohorts/{cohort}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty(member)
                .EnumerateArray()
                .Select(id => id.GetString()!),
        ];

    private async Task<string[]> LicencesAsync(string kind, Reply record) =>
        [
            .. (await _merges.ReadAsync($"{kind}/{record.Id}"))
                .Body.GetProperty("licences")
                .EnumerateArray()
                .Select(l => l.GetProperty("document_id").GetString()!)
                .OrderBy(id => int.Parse(id["DOC-".Length..])),
        ];

    private async Task<string[]> DocumentsAsync(Reply record) =>
        [
            .. (await (await app.AdminAsync()).GetAsync($"piis/{PiiOf(record)}/documents"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(d => d.GetProperty("id").GetString()!)
                .Order(StringComparer.Ordinal),
        ];

    private async Task<string> FileAsync(Reply record, Reply document)
    {
        var path = $"piis/{PiiOf(record)}/documents/{document.Id}/file";
        return (await api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK).Text;
    }

    private static string[] Names(Reply[] documents) =>
        [.. documents.Select(d => d.Id).Order(StringComparer.Ordinal)];

    private static int CountOf(Reply merge, string relation) =>
        merge
            .Body.GetProperty("repointed")
            .EnumerateArray()
            .Where(r => r.GetProperty("relation").GetString() == relation)
            .Sum(r => r.GetProperty("count").GetInt32());

    private static string PiiOf(Reply record) => MergeApi.Text(record, "pii_id")!;
}
