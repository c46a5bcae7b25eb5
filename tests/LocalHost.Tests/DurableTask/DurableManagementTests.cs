using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>The calls by which people and tools look at orchestrations and steer them.</summary>
public abstract class DurableManagementTests(Way way) : DurableAppSuite(way)
{
    [Fact]
    public async Task The_management_calls_answer_as_the_original_ones()
    {
        await using var app = await StartAsync();
        var started = await app.Http.PostAsJsonAsync(
            $"{Api}/orchestrators/OrderFlow/o-1",
            new { Number = 8, Customer = "Meera" }
        );
        await UntilAsync(
            app.Http,
            $"{Api}/instances/o-1",
            body => body["customStatus"] is not null
        );

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), started.Headers.RetryAfter!.Delta);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await app.Http.PostAsJsonAsync($"{Api}/orchestrators/OrderFlow/o-1", 1)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await app.Http.GetAsync($"{Api}/instances/o-1")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await app.Http.GetAsync($"{Api}/instances/none")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await app.Http.PostAsync($"{Api}/instances/none/raiseEvent/x", null)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await app.Http.PostAsync(
                    $"{Api}/instances/o-1/raiseEvent/x",
                    new StringContent("{")
                )
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await app.Http.PostAsync($"{Api}/instances/o-1/suspend?reason=r", null)).StatusCode
        );
        await UntilAsync(
            app.Http,
            $"{Api}/instances/o-1",
            body => (string)body["runtimeStatus"]! == "Suspended"
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await app.Http.PostAsync($"{Api}/instances/o-1/resume", null)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (
                await app.Http.PostAsync($"{Api}/instances/o-1/terminate?reason=enough", null)
            ).StatusCode
        );
        var ended = await UntilAsync(
            app.Http,
            $"{Api}/instances/o-1",
            body => (string)body["runtimeStatus"]! == "Terminated"
        );
        Assert.Equal("enough", (string)ended["output"]!);
        Assert.Equal(
            HttpStatusCode.Gone,
            (await app.Http.PostAsync($"{Api}/instances/o-1/terminate", null)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await app.Http.PostAsync($"{Api}/instances/o-1/restart", null)).StatusCode
        );
        Assert.Equal(
            2,
            (
                await app.Http.GetFromJsonAsync<JsonArray>(
                    $"{Api}/instances?runtimeStatus=Terminated,Running,Pending"
                )
            )!.Count
        );
        var purged = await app.Http.DeleteFromJsonAsync<JsonObject>($"{Api}/instances/o-1");
        Assert.Equal(1, (int)purged!["instancesDeleted"]!);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await app.Http.DeleteAsync($"{Api}/instances/o-1")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await app.Http.GetAsync($"{Api}/instances?runtimeStatus=Odd")).StatusCode
        );
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Host", "rebound.example")]
    public async Task A_call_from_elsewhere_needs_the_system_key(string header, string value)
    {
        await using var app = await StartAsync();
        var started = await app.Http.PostAsJsonAsync(
            $"{Api}/orchestrators/OrderFlow/order-4",
            new Order(4, "Asha")
        );
        var addresses = (await started.Content.ReadFromJsonAsync<JsonObject>())!;

        var without = await app.Http.SendAsync(Request($"{Api}/instances/order-4"));
        var wrong = await app.Http.SendAsync(Request($"{Api}/instances/order-4?code=guess"));
        var with = await app.Http.SendAsync(Request((string)addresses["statusQueryGetUri"]!));

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, with.StatusCode);

        HttpRequestMessage Request(string uri)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.TryAddWithoutValidation(header, value);
            return request;
        }
    }

    [Theory]
    [InlineData("", 0, false, false)]
    [InlineData("?showHistory=true", 5, true, false)]
    [InlineData("?showHistory=true&showHistoryOutput=true&showInput=false", 5, false, true)]
    public async Task The_status_shows_the_history_where_it_is_asked_for(
        string query,
        int entries,
        bool withInput,
        bool withOutput
    )
    {
        await using var app = await StartAsync();
        await app.Http.PostAsync("/api/orders/4", null);
        await UntilAsync(
            app.Http,
            $"{Api}/instances/order-4",
            body => body["customStatus"] is not null
        );
        await app.Http.PostAsJsonAsync($"{Api}/instances/order-4/raiseEvent/Approved", "Ravi");
        await UntilAsync(app.Http, $"{Api}/instances/order-4", IsCompleted);

        var history =
            (await UntilAsync(app.Http, $"{Api}/instances/order-4{query}", _ => true))[
                "historyEvents"
            ]
                ?.AsArray()
            ?? [];

        Assert.Equal(entries, history.Count);
        if (entries == 0)
            return;
        Assert.Equal(
            [
                "ExecutionStarted",
                "TaskCompleted",
                "TaskCompleted",
                "EventRaised",
                "ExecutionCompleted",
            ],
            history.Select(e => (string?)e!["EventType"])
        );
        Assert.Equal(
            ("Reserve", withOutput ? 5 : null),
            ((string?)history[1]!["FunctionName"], (int?)history[1]!["Result"])
        );
        Assert.Equal(withInput ? "Ravi" : null, (string?)history[3]!["Input"]);
        Assert.Equal("Completed", (string?)history[4]!["OrchestrationStatus"]);
        Assert.Equal(
            history.Select(e => (DateTime)e!["Timestamp"]!).Order(),
            history.Select(e => (DateTime)e!["Timestamp"]!)
        );
    }
}

public sealed class DurableManagementInProcess() : DurableManagementTests(Way.InProcess);

public sealed class DurableManagementOverGrpc() : DurableManagementTests(Way.Grpc);
