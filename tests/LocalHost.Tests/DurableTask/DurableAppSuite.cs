using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>Starts an app with orchestrations, and watches them over its management calls.</summary>
public abstract class DurableAppSuite(Way way)
{
    protected const string Api = "/runtime/webhooks/durabletask";

    private protected Task<TestApp> StartAsync(
        Action<FunctionsApplicationBuilder>? configure = null,
        string? directory = null
    ) =>
        new AppPlan(way, typeof(OrderFunctions), typeof(TroubledFunctions))
        {
            Directory = directory ?? AppPlan.NewDirectory(),
            Configure = builder =>
            {
                builder.Services.AddSingleton<OrderLog>();
                configure?.Invoke(builder);
            },
        }.StartAsync();

    private protected static async Task<JsonObject> RunAsync(TestApp app, string orchestrator)
    {
        await app.Http.PostAsync($"{Api}/orchestrators/{orchestrator}/it", null);
        return await UntilAsync(app.Http, $"{Api}/instances/it", HasEnded);
    }

    protected static bool IsCompleted(JsonObject instance) =>
        (string?)instance["runtimeStatus"] == "Completed";

    protected static bool HasEnded(JsonObject instance) =>
        (string?)instance["runtimeStatus"] is "Completed" or "Failed" or "Terminated";

    protected static async Task<JsonObject> UntilAsync(
        HttpClient http,
        string uri,
        Func<JsonObject, bool> condition
    )
    {
        for (var i = 0; i < 1_500; i++)
        {
            var response = await http.GetAsync(uri);
            if (
                response.IsSuccessStatusCode
                && await response.Content.ReadFromJsonAsync<JsonObject>() is { } body
                && condition(body)
            )
                return body;
            await Task.Delay(20);
        }

        throw new TimeoutException($"{uri} did not become what was expected.");
    }
}
