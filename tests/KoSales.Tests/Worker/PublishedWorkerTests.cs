using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using KoSales.LocalHost.Protocol;
using KoSales.MongoDouble;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Worker;

/// <summary>The published app as an ordinary Functions worker, on MongoDB. Skipped where
/// <c>KOSALES_PUBLISHED</c> names no published app.</summary>
public sealed class PublishedWorkerTests : IAsyncLifetime
{
    private static readonly string? Published = Environment.GetEnvironmentVariable(
        "KOSALES_PUBLISHED"
    );

    private readonly MongoDoubleServer _mongo = MongoDoubleServer.Start();
    private readonly string _data = Directory.CreateTempSubdirectory("kosales-worker-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _mongo.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [SkippableTheory]
    [InlineData("functions.metadata")]
    [InlineData("worker.config.json")]
    [InlineData("extensions.json")]
    [InlineData(".azurefunctions/function.deps.json")]
    [InlineData(".azurefunctions/Microsoft.Azure.WebJobs.Extensions.DurableTask.dll")]
    [InlineData("host.json")]
    public void The_published_app_has_what_a_Functions_host_looks_for(string file)
    {
        Skip.If(Published is null, "KOSALES_PUBLISHED is not set");

        Assert.True(File.Exists(Path.Combine(Published!, file)), $"{file} is missing");
    }

    [SkippableFact]
    public void The_published_app_has_no_settings_of_a_developer()
    {
        Skip.If(Published is null, "KOSALES_PUBLISHED is not set");

        Assert.False(File.Exists(Path.Combine(Published!, "local.settings.json")));
    }

    [SkippableFact]
    public async Task A_lead_goes_through_its_flow_when_the_app_is_an_ordinary_worker()
    {
        Skip.If(Published is null, "KOSALES_PUBLISHED is not set");
        await using var host = await WorkerHost.StartAsync(Published!, _data, Settings());

        var token = await LoginAsync(host);
        var lead = await SendAsync(
            host,
            token,
            HttpMethod.Post,
            "api/v1/leads",
            LeadApi.Body(),
            HttpStatusCode.Created
        );
        var id = lead.GetProperty("id").GetString();
        var task = await UntilAsync(
            () => OnlyTaskAsync(host, token, id!, "call"),
            "the first task"
        );
        await SendAsync(
            host,
            token,
            HttpMethod.Post,
            $"api/v1/tasks/{task}/complete",
            new { outcome = "connected" },
            HttpStatusCode.OK
        );
        await UntilAsync(() => OnlyTaskAsync(host, token, id!, "qualify"), "the next stage's task");
        var moved = await SendAsync(
            host,
            token,
            HttpMethod.Get,
            $"api/v1/leads/{id}",
            null,
            HttpStatusCode.OK
        );

        Assert.Equal("contacted", moved.GetProperty("stage").GetString());
    }

    [SkippableFact]
    public async Task Timers_run_and_a_terminated_worker_ends_by_itself()
    {
        Skip.If(Published is null, "KOSALES_PUBLISHED is not set");
        await using var host = await WorkerHost.StartAsync(Published!, _data, Settings());

        var relayed = await host.RunTimerAsync("OutboxRelay");
        var exit = await host.TerminateAsync();

        Assert.Equal(StatusResult.Types.Status.Success, relayed.Result.Status);
        Assert.Equal(0, exit);
    }

    private Dictionary<string, string> Settings() =>
        new(AppFixture.Settings())
        {
            ["MONGODB_URI"] = _mongo.Uri,
            ["KoSales__Auth__SigningKey"] = new string('k', 64),
            ["KoSales__Pii__Keys__k1"] = Convert.ToBase64String(
                new byte[32]
                    .Select((_, i) => (byte)i)
                    .ToArray()
            ),
            ["KoSales__Pii__ActiveKey"] = "k1",
            ["KoSales__Pii__IndexKey"] = Convert.ToBase64String(
                new byte[32]
                    .Select((_, i) => (byte)(i + 100))
                    .ToArray()
            ),
            ["KoSales__Files__Directory"] = Path.Combine(_data, "files"),
        };

    private static async Task<string> LoginAsync(WorkerHost host)
    {
        var credentials = new
        {
            email = AppFixture.AdminEmail,
            password = AppFixture.AdminPassword,
        };
        var answer = await SendAsync(
            host,
            null,
            HttpMethod.Post,
            "api/v1/auth/login",
            credentials,
            HttpStatusCode.OK
        );
        return answer.GetProperty("access_token").GetString()!;
    }

    private static async Task<JsonElement> SendAsync(
        WorkerHost host,
        string? token,
        HttpMethod method,
        string path,
        object? body,
        HttpStatusCode expected
    )
    {
        using var request = new HttpRequestMessage { Method = method };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await host.SendAsync(request, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(
            expected == response.StatusCode,
            $"{method} {path}: {response.StatusCode} {text}\n{string.Join('\n', host.Output.TakeLast(30))}"
        );
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private static async Task<string?> OnlyTaskAsync(
        WorkerHost host,
        string token,
        string leadId,
        string type
    )
    {
        var tasks = await SendAsync(
            host,
            token,
            HttpMethod.Get,
            $"api/v1/leads/{leadId}/tasks?status=pending",
            null,
            HttpStatusCode.OK
        );
        return tasks
            .GetProperty("data")
            .EnumerateArray()
            .Where(t =>
                t.GetProperty("step_key").GetString() == type
                || t.GetProperty("type").GetString() == type
            )
            .Select(t => t.GetProperty("id").GetString())
            .SingleOrDefault();
    }

    private static async Task<string> UntilAsync(Func<Task<string?>> look, string what)
    {
        for (var i = 0; i < 900; i++)
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(100);
        }

        throw new TimeoutException($"not within a minute and a half: {what}");
    }
}
