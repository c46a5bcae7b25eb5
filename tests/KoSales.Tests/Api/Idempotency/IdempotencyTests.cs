using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api.Idempotency;

[Collection(AppCollection.Name)]
public sealed class IdempotencyTests(AppFixture app)
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_acts_once()
    {
        var admin = await app.AdminAsync();
        var (key, body) = (Unique(), new { name = Unique() });

        var first = (await admin.PostAsync("teams", body, (Header, key))).Expect(
            HttpStatusCode.Created
        );
        var second = (await admin.PostAsync("teams", body, (Header, key))).Expect(
            HttpStatusCode.Created
        );

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(
            (first.ETag, first.Headers["Location"]),
            (second.ETag, second.Headers["Location"])
        );
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        var admin = await app.AdminAsync();
        var key = Unique();
        (await admin.PostAsync("teams", new { name = Unique() }, (Header, key))).Expect(
            HttpStatusCode.Created
        );

        (await admin.PostAsync("teams", new { name = Unique() }, (Header, key))).ExpectProblem(
            422,
            "idempotency.key_reused"
        );
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var admin = await app.AdminAsync();
        var key = Unique();
        (await admin.PostAsync("teams", new { nope = 1 }, (Header, key))).ExpectProblem(
            422,
            "body.invalid"
        );

        (await admin.PostAsync("teams", new { name = Unique() }, (Header, key))).Expect(
            HttpStatusCode.Created
        );
    }

    [Fact]
    public async Task Many_at_once_make_one_team()
    {
        var admin = await app.AdminAsync();
        var (key, body) = (Unique(), new { name = Unique() });

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => admin.PostAsync("teams", body, (Header, key)))
        );

        Assert.All(
            replies,
            r =>
                Assert.True(
                    r.Status == HttpStatusCode.Created || r.Code == "idempotency.still_running",
                    r.Text
                )
        );
        Assert.Single(
            replies.Where(r => r.Status == HttpStatusCode.Created).Select(r => r.Id).Distinct()
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task A_key_of_no_sensible_length_is_refused(int length) =>
        (
            await (await app.AdminAsync()).PostAsync(
                "teams",
                new { name = Unique() },
                (Header, new string('k', length))
            )
        ).ExpectProblem(400, "idempotency.bad_key");

    private static string Unique() => Guid.NewGuid().ToString("N");
}
