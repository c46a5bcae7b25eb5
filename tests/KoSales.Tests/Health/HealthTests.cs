using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Health;

[Collection(AppCollection.Name)]
public sealed class HealthTests(AppFixture app)
{
    [Fact]
    public async Task Live_and_ready_answer_without_a_token()
    {
        (await app.Anonymous.GetAsync("health/live")).Expect(HttpStatusCode.OK);

        var ready = (await app.Anonymous.GetAsync("health/ready")).Expect(HttpStatusCode.OK);

        string[] parts = ["configuration", "engine", "files", "start", "store", "task_hub"];
        Assert.Equal(
            parts,
            ready.Body.GetProperty("checks").EnumerateArray().Select(c => c.GetString()).Order()
        );
    }

    [Fact]
    public void The_start_says_exactly_once_where_it_answers() =>
        Assert.Equal(
            $"KO Sales is ready on http://localhost:{app.Process.Address.Port}/api/v1/",
            Assert.Single(
                app.Process.Output,
                l => l.StartsWith("KO Sales", StringComparison.Ordinal)
            )
        );
}
