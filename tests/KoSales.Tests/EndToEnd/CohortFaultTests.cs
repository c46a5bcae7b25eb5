using System.Net;
using static KoSales.Tests.EndToEnd.CohortCalls;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class CohortFaultTests(AppFixture app)
{
    [Theory]
    [InlineData("""{"name": "x", "entity": "lead", "mode": "dynamic"}""", "required")]
    [InlineData(
        """{"name": "x", "entity": "lead", "mode": "static", "rule": {"field": "kind", "op": "eq", "value": "dealer"}}""",
        "cohort.mode_forbids"
    )]
    [InlineData(
        """{"name": "x", "entity": "lead", "rule": {"field": "nothing", "op": "eq", "value": "dealer"}}""",
        "/rule/field"
    )]
    [InlineData(
        """{"name": "x", "entity": "lead", "rule": {"field": "cohorts", "op": "contains_any", "value": ["COH-999999"]}}""",
        "rule.unknown_cohort"
    )]
    [InlineData(
        """{"name": "x", "entity": "lead", "include_ids": ["K0-99999999"]}""",
        "cohort.unknown_entity"
    )]
    [InlineData(
        """{"name": "x", "entity": "lead", "include_ids": [], "on_enter": [{"type": "add_tag"}]}""",
        "/on_enter/0/tag"
    )]
    [InlineData(
        """{"name": "x", "entity": "lead", "include_ids": [], "size": 7}""",
        "unknown_member"
    )]
    public async Task A_bad_cohort_is_refused(string body, string told)
    {
        var admin = await app.AdminAsync();
        var refused = await admin.PostAsync("cohorts", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(told, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circle_of_cohorts_is_refused()
    {
        var admin = await app.AdminAsync();
        var one = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "One",
                    entity = "lead",
                    rule = Dealers(Village()),
                }
            )
        ).Expect(HttpStatusCode.Created);
        var two = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Two",
                    entity = "lead",
                    rule = In(one.Id),
                }
            )
        ).Expect(HttpStatusCode.Created);
        (
            await admin.PatchAsync($"cohorts/{one.Id}", new { rule = In(two.Id) }, one.ETag)
        ).ExpectProblem(422, "rule.cohort_cycle");
        (await admin.DeleteAsync($"cohorts/{one.Id}")).ExpectProblem(409, "cohort.in_use");
    }
}
