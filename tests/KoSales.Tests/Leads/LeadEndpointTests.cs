using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

[Collection(AppCollection.Name)]
public sealed class LeadEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_lead_is_created_with_its_place_and_tag_and_read_back_the_same()
    {
        var created = await api.NewAsync();
        Assert.Equal($"/api/v1/leads/{created.Id}", created.Headers["Location"]);
        Assert.Equal($"\"{created.Id}-1\"", created.ETag);
        Assert.Equal(
            ("Ramesh P.", "open", "new", 0),
            (
                created.Body.GetProperty("display_name").GetString(),
                created.Body.GetProperty("status").GetString(),
                created.Body.GetProperty("stage").GetString(),
                created.Body.GetProperty("score").GetInt32()
            )
        );
        var read = (await api.Manager.GetAsync($"leads/{created.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(created.Text, read.Text);
        Assert.Equal(
            HttpStatusCode.NotModified,
            (
                await api.Manager.GetAsync($"leads/{created.Id}", ("If-None-Match", created.ETag))
            ).Status
        );
    }

    [Fact]
    public async Task What_is_internal_is_never_shown()
    {
        var lead = await api.NewAsync();
        foreach (
            var text in new[]
            {
                lead.Text,
                (await api.Manager.GetAsync($"leads/{lead.Id}")).Text,
                (await api.Manager.GetAsync("leads")).Text,
            }
        )
        foreach (
            var hidden in new[]
            {
                "phone_index",
                "email_index",
                "name_key",
                "origin",
                "is_empty",
                "\"key\"",
            }
        )
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
        (await api.Manager.GetAsync("leads?phone_index=x")).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
        (await api.Manager.GetAsync("leads?fields=phone_index")).ExpectProblem(
            400,
            "query.unknown_field"
        );
    }

    [Fact]
    public async Task A_duplicate_phone_is_refused_merged_or_signalled_as_asked()
    {
        var phone = LeadApi.Phone();
        var lead = await api.NewAsync(body: LeadApi.Body(phone));
        var refused = (
            await api.Agent.PostAsync("leads", LeadApi.Body("+91" + phone))
        ).ExpectProblem(409, "lead.duplicate_phone");
        Assert.Equal(lead.Id, refused.Body.GetProperty("existing_id").GetString());
        var merged = (
            await api.Agent.PostAsync(
                "leads?on_duplicate=merge",
                new
                {
                    name = "X",
                    phone,
                    kind = "dealer",
                    tags = new[] { "vip" },
                }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal((lead.Id, 2), (merged.Id, merged.Body.GetProperty("tags").GetArrayLength()));
        var signalled = (
            await api.Agent.PostAsync("leads?on_duplicate=signal", LeadApi.Body(phone))
        ).Expect(HttpStatusCode.OK);
        Assert.True(signalled.Body.TryGetProperty("next_action_at", out _));
        (await api.Agent.PostAsync("leads?on_duplicate=maybe", LeadApi.Body(phone))).ExpectProblem(
            400,
            "query.bad_value"
        );
    }

    [Fact]
    public async Task A_pincode_of_another_state_is_accepted_with_a_warning()
    {
        var reply = await api.NewAsync(
            body: new
            {
                phone = LeadApi.Phone(),
                kind = "farmer",
                address = new { state_code = "27", pincode = "466001" },
            }
        );
        Assert.Equal(
            "pincode_outside_state",
            reply.Body.GetProperty("warnings")[0].GetProperty("code").GetString()
        );
        Assert.DoesNotContain(
            "warnings",
            (await api.Manager.GetAsync($"leads/{reply.Id}")).Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "owner_id": "A0-0001"}""",
        "/owner_id"
    )]
    [InlineData("""{"phone": "9876500001", "kind": "farmer", "version": 7}""", "/version")]
    [InlineData("""{"phone": "9876500001", "kind": "farmer", "_id": "K0-1"}""", "/_id")]
    [InlineData("""{"phone": "9876500001", "kind": "farmer", "$set": {"score": 100}}""", "/$set")]
    [InlineData("""{"phone": "9876500001", "kind": "farmer", "__proto__": {}}""", "/__proto__")]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "custom": {"__proto__": 1}}""",
        "/custom/__proto__"
    )]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "custom": {"nobody_knows": 1}}""",
        "/custom/nobody_knows"
    )]
    [InlineData("""{"phone": {"$ne": null}, "kind": "farmer"}""", "/phone")]
    [InlineData("""{"phone": "9876500001", "kind": "king"}""", "/kind")]
    [InlineData("""{"phone": "9876500001"}""", "/kind")]
    [InlineData("""{"phone": "12", "kind": "farmer"}""", "/phone")]
    [InlineData("""{"kind": "farmer", "email": "nobody"}""", "/email")]
    [InlineData("""{"kind": "farmer"}""", "/phone")]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "address": {"pincode": "012345"}}""",
        "/address/pincode"
    )]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "address": {"state_code": "77"}}""",
        "/address/state_code"
    )]
    [InlineData("""{"phone": "9876500001", "kind": "farmer", "tags": ["<script>"]}""", "/tags/0")]
    [InlineData("""{"phone": "9876500001", "kind": "farmer", "land_acres": -1}""", "/land_acres")]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "gstin": "27AAPFU0939F1ZX"}""",
        "/gstin"
    )]
    [InlineData(
        """{"phone": "9876500001", "kind": "farmer", "source": {"channel": "pigeon"}}""",
        "/source/channel"
    )]
    public async Task A_bad_member_is_a_422_that_points_to_it(string body, string pointer)
    {
        var reply = (await api.Manager.PostAsync("leads", body)).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Contains(
            reply.Body.GetProperty("errors").EnumerateArray(),
            e => e.GetProperty("pointer").GetString() == pointer
        );
        Assert.DoesNotContain("9876500001", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"kind": "farmer", "kind": "dealer", "phone": "9876500001"}""")]
    [InlineData("""{"kind": "farmer", "land_acres": 1e400, "phone": "9876500001"}""")]
    public async Task A_body_that_is_no_lead_is_refused(string body) =>
        Assert.InRange((int)(await api.Manager.PostAsync("leads", body)).Status, 400, 422);

    [Fact]
    public async Task A_patch_needs_the_current_etag_and_the_merge_patch_type()
    {
        var lead = await api.NewAsync();
        var path = $"leads/{lead.Id}";
        (await api.Manager.PatchAsync(path, new { kind = "dealer" }, null)).Expect(
            HttpStatusCode.PreconditionRequired
        );
        var patched = (
            await api.Manager.PatchAsync(path, new { kind = "dealer" }, lead.ETag)
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ($"\"{lead.Id}-2\"", "dealer"),
            (patched.ETag, patched.Body.GetProperty("kind").GetString())
        );
        var stale = await api.Manager.PatchAsync(path, new { kind = "farmer" }, lead.ETag);
        Assert.Equal(
            patched.ETag,
            stale
                .Expect(HttpStatusCode.PreconditionFailed)
                .Body.GetProperty("current_etag")
                .GetString()
        );
        (
            await api.Manager.PatchAsync(
                path,
                """{"owner_id": "A0-0001", "score": 100}""",
                patched.ETag
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        using var plain = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain");
        (
            await api.Manager.SendAsync(HttpMethod.Patch, path, plain, ("If-Match", patched.ETag))
        ).Expect(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_patch_of_name_and_phone_reaches_the_vault_and_nothing_else()
    {
        var lead = await api.NewAsync();
        var phone = LeadApi.Phone();
        var patched = (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { name = "Suresh Jain", phone },
                lead.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal("Suresh J.", patched.Body.GetProperty("display_name").GetString());
        var found = (await api.Manager.GetAsync($"search?q={phone}")).Expect(HttpStatusCode.OK);
        Assert.Equal(lead.Id, found.Body.GetProperty("data")[0].GetProperty("id").GetString());
        var pii = lead.Body.GetProperty("pii_id").GetString();
        var revealed = (
            await api.Manager.PostAsync(
                $"piis/{pii}/reveal",
                new { fields = new[] { "phones", "full_name" }, reason = "calling the lead" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            "+91" + phone,
            revealed.Body.GetProperty("phones")[0].GetProperty("e164").GetString()
        );
        Assert.DoesNotContain(
            phone,
            (await api.Manager.GetAsync($"leads/{lead.Id}/timeline")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_deleted_lead_is_gone_from_lists_until_it_is_restored()
    {
        var lead = await api.NewAsync();
        (await api.Manager.DeleteAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.NoContent);
        (await api.Manager.DeleteAsync($"leads/{lead.Id}")).ExpectProblem(404, "lead.not_found");
        (await api.Manager.GetAsync($"leads/{lead.Id}")).ExpectProblem(404, "lead.not_found");
        Assert.DoesNotContain(
            lead.Id,
            (await api.Manager.GetAsync("leads?limit=200")).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            lead.Id,
            (await api.Manager.GetAsync("leads?deleted=true")).Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
        (await api.Manager.PostAsync($"leads/{lead.Id}/restore", null)).Expect(HttpStatusCode.OK);
        (await api.Manager.GetAsync($"leads/{lead.Id}")).Expect(HttpStatusCode.OK);
        (await api.Manager.PostAsync($"leads/{lead.Id}/restore", null)).Expect(
            HttpStatusCode.NotFound
        );
    }
}
