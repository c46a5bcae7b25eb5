using System.Net;
using System.Text;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Auth;

[Collection(AppCollection.Name)]
public sealed class ApiKeyEndpointTests(AppFixture app)
{
    [Fact]
    public async Task Scopes_narrow_what_an_integration_may_do()
    {
        var admin = await app.AdminAsync();
        var key = await KeyAsync(admin, "leads:bulk", "leads:read", "jobs:read");

        (await key.GetAsync("leads?limit=1")).Expect(HttpStatusCode.OK);
        var batch = await key.PostAsync(
            "leads/batch",
            new { operations = new[] { new { op = "create", body = LeadApi.Body() } } }
        );
        var result = batch.Expect(HttpStatusCode.MultiStatus).Body.GetProperty("results")[0];
        Assert.Equal(201, result.GetProperty("status").GetInt32());
        var job = await key.ImportAsync(
            $"Phone\n{LeadApi.Phone()}\n",
            new
            {
                mapping = new Dictionary<string, string> { ["Phone"] = "phone" },
                defaults = new { kind = "farmer" },
            }
        );
        var ended = await key.UntilEndedAsync(job.Expect(HttpStatusCode.Accepted).Id);
        Assert.Equal("completed", ended.GetProperty("status").GetString());

        (await key.PostAsync("leads", LeadApi.Body())).ExpectProblem(403, "access.out_of_scope");
        (await key.GetAsync("contacts")).ExpectProblem(403, "access.out_of_scope");
        (await key.GetAsync("auth/me")).ExpectProblem(403, "access.out_of_scope");
        (await key.PostAsync("auth/logout", null)).ExpectProblem(403, "access.out_of_scope");
        (await key.GetAsync("api-keys")).ExpectProblem(403, "access.denied");
        (await key.GetAsync("agents")).ExpectProblem(403, "access.denied");
    }

    [Fact]
    public async Task With_every_scope_it_may_do_what_an_integration_may_and_no_more()
    {
        var admin = await app.AdminAsync();
        var key = await KeyAsync(admin, "*:read", "*:write", "*:bulk");
        List<string> wrong = [];
        foreach (
            var (method, path, allowed) in RouteTable.Cells.Where(c => !c.Allowed["anonymous"])
        )
        {
            var filled = string.Join(
                '/',
                path.Split('/').Skip(1).Select(s => s.StartsWith('{') ? "X-0" : s)
            );
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            var reply = await key.SendAsync(
                new HttpMethod(method),
                filled,
                method is "GET" or "DELETE" ? null : body
            );
            var isOpen =
                allowed["integration"] && !filled.StartsWith("auth/", StringComparison.Ordinal);
            var isRefused =
                (int)reply.Status == 403 && reply.Code is "access.denied" or "access.out_of_scope";
            if (isOpen == isRefused || (int)reply.Status is 401 or >= 500)
                wrong.Add($"{method} {path}: {(int)reply.Status} {reply.Text}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_a_key_makes_says_so()
    {
        var admin = await app.AdminAsync();
        var issued = await IssueAsync(admin, "leads:write");
        var key = new AppClient(app.Process.Address, issued.Text("secret"));

        var made = (await key.PostAsync("leads", LeadApi.Body())).Expect(HttpStatusCode.Created);

        Assert.Equal(issued.Id, made.Text("created_by"));
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_its_use_is_seen()
    {
        var admin = await app.AdminAsync();
        var issued = await IssueAsync(admin, "*:read");
        var secret = issued.Text("secret")!;
        var unused = await admin.GetAsync($"api-keys/{issued.Id}");
        await new AppClient(app.Process.Address, secret).GetAsync("leads?limit=1");
        var used = (await admin.GetAsync($"api-keys/{issued.Id}")).Expect(HttpStatusCode.OK);
        var listed = await admin.GetAsync($"api-keys?id={issued.Id}");

        Assert.StartsWith("ko_", secret, StringComparison.Ordinal);
        Assert.False(unused.Body.TryGetProperty("last_used_at", out _));
        Assert.True(used.Body.TryGetProperty("last_used_at", out _));
        Assert.Equal(secret[^4..], used.Text("hint"));
        Assert.Equal(unused.ETag, used.ETag);
        foreach (var shown in new[] { used.Text, listed.Text })
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
            Assert.DoesNotContain("hash", shown, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_revoked_key_is_answered_like_one_that_never_was()
    {
        var admin = await app.AdminAsync();
        var issued = await IssueAsync(admin, "*:read");
        var key = new AppClient(app.Process.Address, issued.Text("secret"));
        var plan = await admin.DeleteAsync($"api-keys/{issued.Id}?dry_run=true");
        (await key.GetAsync("leads?limit=1")).Expect(HttpStatusCode.OK);

        (await admin.DeleteAsync($"api-keys/{issued.Id}")).Expect(HttpStatusCode.NoContent);
        var revoked = await key.GetAsync("leads?limit=1");
        var unknown = await new AppClient(app.Process.Address, "ko_nobody").GetAsync(
            "leads?limit=1"
        );

        Assert.True(plan.Expect(HttpStatusCode.OK).Body.GetProperty("dry_run").GetBoolean());
        revoked.ExpectProblem(401, "auth.key_invalid");
        unknown.ExpectProblem(401, "auth.key_invalid");
        Assert.Equal(revoked.Text("detail"), unknown.Text("detail"));
        Assert.Equal(revoked.Headers["WWW-Authenticate"], unknown.Headers["WWW-Authenticate"]);
        (await admin.DeleteAsync($"api-keys/{issued.Id}")).ExpectProblem(404, "api_key.not_found");
    }

    [Fact]
    public async Task Rotated_it_has_another_secret_and_the_former_one_for_a_while()
    {
        var admin = await app.AdminAsync();
        var issued = await IssueAsync(admin, "*:read");
        var first = new AppClient(app.Process.Address, issued.Text("secret"));
        var rotate = $"api-keys/{issued.Id}/rotate";

        var second = (await admin.PostAsync(rotate, null)).Expect(HttpStatusCode.OK);
        (await first.GetAsync("leads?limit=1")).Expect(HttpStatusCode.OK);
        var third = await admin.PostAsync(rotate, new { grace_hours = 0 });

        foreach (var gone in new[] { issued, second })
            (
                await new AppClient(app.Process.Address, gone.Text("secret")).GetAsync("leads")
            ).ExpectProblem(401, "auth.key_invalid");
        (
            await new AppClient(app.Process.Address, third.Text("secret")).GetAsync("leads?limit=1")
        ).Expect(HttpStatusCode.OK);
    }

    private async Task<AppClient> KeyAsync(AppClient admin, params string[] scopes) =>
        new(app.Process.Address, (await IssueAsync(admin, scopes)).Text("secret"));

    private static async Task<Reply> IssueAsync(AppClient admin, params string[] scopes) =>
        (await admin.PostAsync("api-keys", new { name = "Website", scopes })).Expect(
            HttpStatusCode.Created
        );
}
