using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Sla.Policies;

[Collection(AppCollection.Name)]
public sealed class SlaPolicyEndpointTests(AppFixture app)
{
    private const string Callback =
        """{"name": "Call back", "target_minutes": {"normal": 240, "urgent": 30},"""
        + """ "warn_at_percent": [50, 75, 90], "pause_on": ["on_hold"], "clock": "business"}""";

    [Fact]
    public async Task A_policy_is_made_changed_and_deleted()
    {
        var admin = await app.AdminAsync();
        var made = (await admin.PostAsync("sla-policies", Callback)).Expect(HttpStatusCode.Created);
        Assert.StartsWith("SLA-", made.Id, StringComparison.Ordinal);
        var changed = (
            await admin.PatchAsync(
                $"sla-policies/{made.Id}",
                """{"target_minutes": {"high": 120}, "warn_at_percent": [80]}""",
                made.ETag
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            (240, 120),
            (
                changed.GetProperty("target_minutes").GetProperty("normal").GetInt32(),
                changed.GetProperty("target_minutes").GetProperty("high").GetInt32()
            )
        );
        Assert.Equal(80, changed.GetProperty("warn_at_percent")[0].GetInt32());
        (await admin.PatchAsync($"sla-policies/{made.Id}", """{"name": "X"}""", made.ETag)).Expect(
            HttpStatusCode.PreconditionFailed
        );
        (await admin.DeleteAsync($"sla-policies/{made.Id}")).Expect(HttpStatusCode.NoContent);
        (await admin.GetAsync($"sla-policies/{made.Id}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"name": "X", "target_minutes": {}}""", "/target_minutes")]
    [InlineData("""{"name": "X", "target_minutes": {"normal": 0}}""", "/target_minutes/normal")]
    [InlineData("""{"name": "X", "target_minutes": {"usual": 5}}""", "/target_minutes/usual")]
    [InlineData("""{"name": "X"}""", "/target_minutes")]
    [InlineData("""{"name": " ", "target_minutes": {"normal": 5}}""", "/name")]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "warn_at_percent": [75, 50]}""",
        "/warn_at_percent"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "warn_at_percent": [0]}""",
        "/warn_at_percent/0"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "warn_at_percent": [50, 100]}""",
        "/warn_at_percent/1"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "pause_on": ["done"]}""",
        "/pause_on/0"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "pause_on": ["sleeping"]}""",
        "/pause_on/0"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "pause_on": ["on_hold", "on_hold"]}""",
        "/pause_on"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "calendar_id": "CAL-99999"}""",
        "/calendar_id"
    )]
    [InlineData(
        """{"name": "X", "target_minutes": {"normal": 5}, "clock": "wall", "calendar_id": "CAL-1"}""",
        "/calendar_id"
    )]
    public async Task A_policy_that_cannot_be_kept_is_refused(string body, string pointer)
    {
        var reply = await (await app.AdminAsync()).PostAsync("sla-policies", body);
        Assert.Contains(
            pointer,
            reply
                .Expect(HttpStatusCode.UnprocessableEntity)
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
    }

    [Theory]
    [InlineData("""{"target_minutes": null}""", "/target_minutes")]
    [InlineData("""{"target_minutes": {"normal": null, "urgent": null}}""", "/target_minutes")]
    [InlineData("""{"clock": "wall", "calendar_id": "CAL-1"}""", "/calendar_id")]
    public async Task A_change_that_spoils_a_policy_is_refused(string patch, string pointer)
    {
        var admin = await app.AdminAsync();
        var made = (await admin.PostAsync("sla-policies", Callback)).Expect(HttpStatusCode.Created);
        var reply = (await admin.PatchAsync($"sla-policies/{made.Id}", patch, made.ETag)).Expect(
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Contains(
            pointer,
            reply
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
    }
}
