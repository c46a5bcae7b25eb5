using System.Net;
using System.Security.Cryptography;
using System.Text;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Documents;

[Collection(AppCollection.Name)]
public sealed class DocumentEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private AppClient Anyone => app.Anonymous;

    private async Task<Reply> ContactAsync(string kind = "dealer")
    {
        var body = new
        {
            name = "Ramesh Patel",
            phone = LeadApi.Phone(),
            kind,
            address = new { state_code = "23" },
        };
        return (await api.Agent.PostAsync("contacts", body)).Expect(HttpStatusCode.Created);
    }

    private static string PiiOf(Reply contact) => contact.Body.GetProperty("pii_id").GetString()!;

    private Task<Reply> ReadAsync(Reply contact) => api.Agent.GetAsync($"contacts/{contact.Id}");

    [Fact]
    public async Task A_licence_is_uploaded_verified_and_shown_by_the_contact()
    {
        var contact = await ContactAsync();
        var number = DocumentCalls.Number();
        var document = await api.Agent.InReviewAsync(PiiOf(contact), DocumentCalls.Licence(number));

        var verified = (await api.Manager.ReviewAsync(document)).Expect(HttpStatusCode.OK);

        Assert.Equal(("in_review", "verified"), (document.Status(), verified.Status()));
        var shown = (await ReadAsync(contact)).Body.GetProperty("licences")[0];
        Assert.Equal(
            ("fertilizer_licence", "valid", document.Id),
            (
                shown.GetProperty("type").GetString(),
                shown.GetProperty("status").GetString(),
                shown.GetProperty("document_id").GetString()
            )
        );
        Assert.DoesNotContain(number, verified.Text, StringComparison.Ordinal);
        var found = await api.Agent.GetAsync(
            $"contacts?verified_documents[contains_any]=fertilizer_licence&id={contact.Id}"
        );
        Assert.Single(found.Expect(HttpStatusCode.OK).Body.GetProperty("data").EnumerateArray());
        var timeline = await api.Agent.GetAsync($"contacts/{contact.Id}/timeline");
        Assert.Contains("document.verified", timeline.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(number, timeline.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_buy_names_what_is_missing_and_then_the_document_that_proves_it()
    {
        var (dealer, farmer) = (await ContactAsync(), await ContactAsync("farmer"));
        var path = $"contacts/{dealer.Id}/may-buy?product_class=fertilizer&state=23";

        var before = (await api.Agent.GetAsync(path)).Expect(HttpStatusCode.OK);
        var document = await api.Agent.InReviewAsync(PiiOf(dealer));
        await api.Manager.ReviewAsync(document);
        var after = (await api.Agent.GetAsync(path)).Expect(HttpStatusCode.OK);
        var exempt = await api.Agent.GetAsync(
            $"contacts/{farmer.Id}/may-buy?product_class=31052000"
        );
        var wrong = await api.Agent.GetAsync(
            $"contacts/{dealer.Id}/may-buy?product_class=guns&state=77"
        );

        Assert.Equal(
            (false, "licence_missing", "fertilizer_licence"),
            (Allowed(before), Text(before, "reason"), Text(before, "needs"))
        );
        Assert.Equal(
            (true, "licensed", document.Id),
            (Allowed(after), Text(after, "reason"), Text(after, "document_id"))
        );
        Assert.Equal((true, "no_licence_needed"), (Allowed(exempt), Text(exempt, "reason")));
        wrong.ExpectProblem(400, "query.invalid");
    }

    [Fact]
    public async Task Who_brought_it_does_not_review_it_and_agents_review_none()
    {
        var contact = await ContactAsync();
        var document = await api.Manager.InReviewAsync(PiiOf(contact));

        var own = await api.Manager.ReviewAsync(document);
        var agents = await api.Agent.ReviewAsync(document);
        var unexplained = await (await app.AdminAsync()).ReviewAsync(document, "reject");
        var rejected = await (await app.AdminAsync()).ReviewAsync(document, "reject", "blurred");

        own.ExpectProblem(403, "document.own_upload");
        agents.ExpectProblem(403, "access.denied");
        unexplained.ExpectProblem(422, "required");
        Assert.Equal("rejected", rejected.Expect(HttpStatusCode.OK).Status());
        Assert.Empty((await ReadAsync(contact)).Body.GetProperty("licences").EnumerateArray());
    }

    [Fact]
    public async Task Of_two_reviewers_at_once_one_decides()
    {
        var contact = await ContactAsync();
        var document = await api.Agent.InReviewAsync(PiiOf(contact));
        var admin = await app.AdminAsync();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    i % 2 == 0
                        ? api.Manager.ReviewAsync(document)
                        : admin.ReviewAsync(document, "reject", "blurred")
                )
        );

        var decided = Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.All(
            answers.Where(a => a != decided),
            a => a.ExpectProblem(409, "document.not_in_review")
        );
        var licences = (await ReadAsync(contact)).Body.GetProperty("licences");
        Assert.Equal(decided.Status() == "verified" ? 1 : 0, licences.GetArrayLength());
    }

    [Fact]
    public async Task Two_documents_of_one_subject_verified_at_once_are_both_shown()
    {
        var contact = await ContactAsync();
        Reply[] documents =
        [
            await api.Agent.InReviewAsync(PiiOf(contact)),
            await api.Agent.InReviewAsync(PiiOf(contact)),
            await api.Agent.InReviewAsync(PiiOf(contact)),
        ];

        await Task.WhenAll(documents.Select(d => api.Manager.ReviewAsync(d)));

        var licences = (await ReadAsync(contact)).Body.GetProperty("licences");
        Assert.Equal(3, licences.GetArrayLength());
    }

    [Fact]
    public async Task A_file_of_another_type_is_refused_and_deleted_and_another_address_asked_for()
    {
        var document = await api.Agent.RegisterAsync(PiiOf(await ContactAsync()));
        var early = await api.Agent.UploadedAsync(document);
        (await Anyone.UploadAsync(document, "<html>"u8.ToArray())).Expect(HttpStatusCode.NoContent);

        var refused = await api.Agent.UploadedAsync(document);
        var late = await Anyone.UploadAsync(document, DocumentCalls.Pdf);
        var again = await api.Agent.PostAsync($"{DocumentCalls.PathOf(document)}/upload", new { });
        (await Anyone.UploadAsync(again, DocumentCalls.Pdf)).Expect(HttpStatusCode.NoContent);
        var taken = await api.Agent.UploadedAsync(again);

        early.ExpectProblem(409, "document.not_uploaded");
        refused.ExpectProblem(422, "document.file_type");
        late.ExpectProblem(409, "upload.not_awaited");
        Assert.Equal("in_review", taken.Expect(HttpStatusCode.OK).Status());
    }

    [Fact]
    public async Task An_address_takes_one_file_until_it_expires_and_none_that_was_changed()
    {
        var document = await api.Agent.RegisterAsync(PiiOf(await ContactAsync()));
        var url = document.Body.GetProperty("upload").GetProperty("url").GetString()!;

        var first = await Anyone.UploadAsync(document, DocumentCalls.Pdf);
        var second = await Anyone.UploadAsync(document, DocumentCalls.Pdf);
        using var content = new ByteArrayContent(DocumentCalls.Pdf);
        var forged = await Anyone.SendAsync(
            HttpMethod.Put,
            url["/api/v1/".Length..].Replace("expires=1", "expires=2", StringComparison.Ordinal),
            content
        );

        first.Expect(HttpStatusCode.NoContent);
        second.ExpectProblem(409, "upload.used");
        forged.ExpectProblem(403, "upload.forged");
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_kept()
    {
        var document = await api.Agent.RegisterAsync(PiiOf(await ContactAsync()));
        var file = new byte[10 * 1024 * 1024 + 1];
        DocumentCalls.Pdf.CopyTo(file, 0);

        var refused = await Anyone.UploadAsync(document, file);
        var smaller = await Anyone.UploadAsync(document, DocumentCalls.Pdf);

        refused.ExpectProblem(413, "upload.too_large");
        smaller.Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_came_is_compared_with_the_digest_of_what_was_sent()
    {
        var document = await api.Agent.RegisterAsync(PiiOf(await ContactAsync()));
        await Anyone.UploadAsync(document, DocumentCalls.Pdf);
        var sha256 = Convert.ToHexString(SHA256.HashData("another file"u8));

        var refused = await api.Agent.PostAsync(
            $"{DocumentCalls.PathOf(document)}/uploaded",
            new { sha256 }
        );

        refused.ExpectProblem(422, "document.file_differs");
    }

    [Fact]
    public async Task A_file_comes_back_as_it_was_and_about_a_person_only_for_a_reason()
    {
        var pii = PiiOf(await ContactAsync());
        var licence = await api.Agent.InReviewAsync(pii);
        var card = await api.Agent.InReviewAsync(
            pii,
            new { type = "pan_card", number = "AAPFU0939F" }
        );

        var open = await api.Agent.GetAsync($"{DocumentCalls.PathOf(licence)}/file");
        var unasked = await api.Agent.GetAsync($"{DocumentCalls.PathOf(card)}/file");
        var asked = await api.Agent.GetAsync(
            $"{DocumentCalls.PathOf(card)}/file?reason=checking+the+card"
        );
        var log = await (await app.AdminAsync()).GetAsync($"piis/access-log?document_id={card.Id}");

        Assert.Equal(
            Encoding.ASCII.GetString(DocumentCalls.Pdf),
            open.Expect(HttpStatusCode.OK).Text
        );
        Assert.Contains(
            licence.Id + ".pdf",
            open.Headers["Content-Disposition"],
            StringComparison.Ordinal
        );
        unasked.ExpectProblem(422, "reason.too_short");
        asked.Expect(HttpStatusCode.OK);
        Assert.Single(log.Expect(HttpStatusCode.OK).Body.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task The_same_number_and_the_same_file_elsewhere_are_reported()
    {
        var number = DocumentCalls.Number();
        var file = Encoding.ASCII.GetBytes($"%PDF-1.7 {Guid.NewGuid()}");
        var body = DocumentCalls.Licence(number);
        var first = await api.Agent.InReviewAsync(PiiOf(await ContactAsync()), body, file);

        var second = await api.Agent.InReviewAsync(PiiOf(await ContactAsync()), body, file);
        var others = await api.OthersAsync();
        var theirs = (
            await others.Agent.PostAsync(
                "contacts",
                new
                {
                    name = "Suresh Verma",
                    phone = LeadApi.Phone(),
                    kind = "dealer",
                }
            )
        ).Expect(HttpStatusCode.Created);
        var unseen = await others.Agent.RegisterAsync(PiiOf(theirs), body);

        var same = second.Body.GetProperty("same_as").EnumerateArray().ToArray();
        Assert.Equal(["number", "file"], same.Select(s => s.GetProperty("by").GetString()));
        Assert.All(same, s => Assert.Equal(first.Id, s.GetProperty("document_id").GetString()));
        Assert.All(
            unseen.Body.GetProperty("same_as").EnumerateArray(),
            s => Assert.False(s.TryGetProperty("document_id", out _))
        );
    }

    [Fact]
    public async Task Another_state_is_told_of_and_taken_and_a_wrong_number_is_refused()
    {
        var pii = PiiOf(await ContactAsync());

        var elsewhere = await api.Agent.RegisterAsync(
            pii,
            new { type = "gst_certificate", number = "27AAPFU0939F1ZV" }
        );
        var mistyped = await api.Agent.PostAsync(
            $"piis/{pii}/documents",
            new { type = "gst_certificate", number = "06AAACG2115R1ZN" }
        );
        var unseen = await (await api.OthersAsync()).Agent.GetAsync($"piis/{pii}/documents");

        Assert.Contains("document.state_differs", elsewhere.Text, StringComparison.Ordinal);
        mistyped.ExpectProblem(422, "gstin.check_character");
        unseen.Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_renewal_takes_the_place_of_the_one_before()
    {
        var contact = await ContactAsync();
        var number = DocumentCalls.Number();
        var first = await api.Agent.InReviewAsync(
            PiiOf(contact),
            DocumentCalls.Licence(number, "2999-03-31")
        );
        await api.Manager.ReviewAsync(first);
        var second = await api.Agent.InReviewAsync(PiiOf(contact), DocumentCalls.Licence(number));

        await api.Manager.ReviewAsync(second);

        var before = await api.Agent.GetAsync(DocumentCalls.PathOf(first));
        Assert.Equal(("superseded", second.Id), (before.Status(), Text(before, "superseded_by")));
        var shown = (await ReadAsync(contact)).Body.GetProperty("licences");
        Assert.Equal(
            second.Id,
            Assert.Single(shown.EnumerateArray()).GetProperty("document_id").GetString()
        );
    }

    [Fact]
    public async Task A_deleted_document_proves_nothing()
    {
        var contact = await ContactAsync();
        var document = await api.Agent.InReviewAsync(PiiOf(contact));
        await api.Manager.ReviewAsync(document);

        var byAgent = await api.Agent.DeleteAsync(DocumentCalls.PathOf(document));
        var byManager = await api.Manager.DeleteAsync(DocumentCalls.PathOf(document));

        byAgent.ExpectProblem(403, "document.was_reviewed");
        byManager.Expect(HttpStatusCode.NoContent);
        Assert.Empty((await ReadAsync(contact)).Body.GetProperty("licences").EnumerateArray());
        (await api.Agent.GetAsync(DocumentCalls.PathOf(document))).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_lead_takes_its_licences_into_the_contact()
    {
        var lead = (await api.Agent.PostAsync("leads", LeadApi.Body(kind: "dealer"))).Expect(
            HttpStatusCode.Created
        );
        var document = await api.Agent.InReviewAsync(PiiOf(lead));
        (await api.Manager.ReviewAsync(document)).Expect(HttpStatusCode.OK);

        var converted = await api.Agent.PostAsync($"leads/{lead.Id}/convert", new { });

        var contact = await api.Agent.GetAsync(
            $"contacts/{Text(converted.Expect(HttpStatusCode.OK), "contact_id")}"
        );
        Assert.Equal(
            document.Id,
            contact.Body.GetProperty("licences")[0].GetProperty("document_id").GetString()
        );
    }

    [Fact]
    public async Task An_erasure_takes_numbers_files_and_licences()
    {
        var contact = await ContactAsync();
        var document = await api.Agent.InReviewAsync(PiiOf(contact));
        await api.Manager.ReviewAsync(document);

        await (await app.AdminAsync()).PostAsync(
            $"piis/{PiiOf(contact)}/erase",
            new { reason = "asked by letter" }
        );

        var file = await api.Manager.GetAsync($"{DocumentCalls.PathOf(document)}/file");
        file.Expect(HttpStatusCode.Gone);
        Assert.Empty((await ReadAsync(contact)).Body.GetProperty("licences").EnumerateArray());
    }

    private static bool Allowed(Reply reply) => reply.Body.GetProperty("allowed").GetBoolean();

    private static string? Text(Reply reply, string member) =>
        reply.Body.GetProperty(member).GetString();
}
