using System.Collections.Concurrent;
using System.Net;
using System.Text;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.Tests.Timers;

/// <summary>What the timer functions below did; a test may hold them inside a run.</summary>
public sealed class Runs
{
    public ConcurrentQueue<TimerInfo> All { get; } = new();

    public TaskCompletionSource? Hold { get; set; }

    public bool IsHeld => !All.IsEmpty && Hold is { Task.IsCompleted: false };

    public bool Fail { get; set; }

    public async Task RecordAsync(TimerInfo info)
    {
        All.Enqueue(info);
        if (Hold is { } hold)
            await hold.Task;
        if (Fail)
            throw new FormatException("no");
    }
}

public sealed class HourlyFunctions(Runs runs)
{
    [Function("Hourly")]
    public Task Hourly([TimerTrigger("0 0 * * * *")] TimerInfo timer) => runs.RecordAsync(timer);
}

public sealed class StartupFunctions(Runs runs)
{
    [Function("AtStart")]
    public Task AtStart(
        [TimerTrigger("%Nightly:Schedule%", RunOnStartup = true, UseMonitor = false)]
            TimerInfo timer
    ) => runs.RecordAsync(timer);
}

public sealed class RawFunctions(Runs runs)
{
    [Function("Raw")]
    public void Raw([TimerTrigger("0 0 * * * *", RunOnStartup = true)] string timer) =>
        runs.All.Enqueue(System.Text.Json.JsonSerializer.Deserialize<TimerInfo>(timer)!);
}

public sealed class IntervalFunctions(Runs runs)
{
    [Function("Interval")]
    public Task Interval([TimerTrigger("00:00:10")] TimerInfo timer) => runs.RecordAsync(timer);
}

public abstract class TimerTests(Way way)
{
    private readonly ManualTime _time = new(new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero));
    private readonly Runs _runs = new();
    private readonly string _directory = AppPlan.NewDirectory();

    [Fact]
    public async Task A_timer_fires_at_each_occurrence()
    {
        await using var app = await StartAsync<HourlyFunctions>();
        await AdvanceAsync(TimeSpan.FromMinutes(29));
        Assert.Empty(_runs.All);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await RanAsync(1);
        await AdvanceAsync(TimeSpan.FromHours(1));
        await RanAsync(2);
        Assert.All(_runs.All, run => Assert.False(run.IsPastDue));
        Assert.Equal(new DateTime(2026, 1, 5, 10, 0, 0), _runs.All.Last().ScheduleStatus!.Last);
        Assert.Equal(new DateTime(2026, 1, 5, 11, 0, 0), _runs.All.Last().ScheduleStatus!.Next);
    }

    [Fact]
    public async Task An_interval_counts_from_run_to_run_and_is_not_monitored_when_short()
    {
        await using var app = await StartAsync<IntervalFunctions>();
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await RanAsync(1);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await RanAsync(2);
        Assert.All(_runs.All, run => Assert.Null(run.ScheduleStatus));
    }

    [Fact]
    public async Task A_timer_can_run_at_start_with_a_schedule_from_the_settings()
    {
        await using var app = await StartAsync<StartupFunctions>(b =>
            b.Configuration["Nightly:Schedule"] = "0 2 * * *"
        );
        await RanAsync(1);
        await AdvanceAsync(TimeSpan.FromHours(17));
        await RanAsync(2);
    }

    [Fact]
    public async Task A_text_parameter_gets_the_timer_s_JSON()
    {
        await using var app = await StartAsync<RawFunctions>();
        await RanAsync(1);
        Assert.Equal(new DateTime(2026, 1, 5, 10, 0, 0), _runs.All.Single().ScheduleStatus!.Next);
    }

    [Fact]
    public async Task A_disabled_timer_does_not_exist()
    {
        await using var app = await StartAsync<HourlyFunctions>(b =>
            b.Configuration["AzureWebJobs.Hourly.Disabled"] = "true"
        );
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(app, "hourly"));
    }

    [Fact]
    public async Task A_run_missed_while_the_process_was_down_is_made_up_for_once()
    {
        await using (await StartAsync<HourlyFunctions>())
            await WaitsAsync();
        _time.Advance(TimeSpan.FromHours(5));
        await using var app = await StartAsync<HourlyFunctions>();
        await RanAsync(1);
        Assert.True(_runs.All.Single().IsPastDue);
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await RanAsync(2);
        Assert.False(_runs.All.Last().IsPastDue);
    }

    [Fact]
    public async Task A_restart_before_the_next_occurrence_fires_nothing_and_remembers_the_last_run()
    {
        await using (await StartAsync<HourlyFunctions>())
        {
            await AdvanceAsync(TimeSpan.FromMinutes(30));
            await RanAsync(1);
            await WaitsAsync();
        }
        await using var app = await StartAsync<HourlyFunctions>();
        await AdvanceAsync(TimeSpan.FromMinutes(59));
        Assert.Single(_runs.All);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await RanAsync(2);
        Assert.Equal(new DateTime(2026, 1, 5, 10, 0, 0), _runs.All.Last().ScheduleStatus!.Last);
    }

    [Fact]
    public async Task Runs_of_one_function_never_overlap()
    {
        _runs.Hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync<HourlyFunctions>();
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await RanAsync(1);
        _time.Advance(TimeSpan.FromHours(3));
        await PostAsync(app, "hourly");
        Assert.Single(_runs.All);
        _runs.Hold.SetResult();
        await RanAsync(2);
        await AdvanceAsync(TimeSpan.FromHours(1));
        await RanAsync(3);
    }

    [Fact]
    public async Task A_failed_run_does_not_stop_the_timer()
    {
        _runs.Fail = true;
        await using var app = await StartAsync<HourlyFunctions>();
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await RanAsync(1);
        await AdvanceAsync(TimeSpan.FromHours(1));
        await RanAsync(2);
    }

    [Fact]
    public async Task A_clock_set_back_fires_no_occurrence_twice()
    {
        await using var app = await StartAsync<HourlyFunctions>();
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await RanAsync(1);
        await WaitsAsync();
        _time.SetBack(TimeSpan.FromMinutes(5));
        await AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Single(_runs.All);
    }

    [Theory]
    [InlineData("hourly", "application/json", HttpStatusCode.Accepted)]
    [InlineData("nothing", "application/json", HttpStatusCode.NotFound)]
    [InlineData("hourly", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_timer_can_be_run_by_hand(
        string name,
        string contentType,
        HttpStatusCode expected
    )
    {
        await using var app = await StartAsync<HourlyFunctions>();
        Assert.Equal(expected, await PostAsync(app, name, contentType));
        if (expected is HttpStatusCode.Accepted)
            await RanAsync(1);
        else
            Assert.Empty(_runs.All);
    }

    [Fact]
    public async Task Nobody_behind_a_proxy_can_run_a_timer_by_hand()
    {
        await using var app = await StartAsync<HourlyFunctions>();
        app.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.1");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(app, "hourly"));
    }

    private Task<TestApp> StartAsync<T>(Action<FunctionsApplicationBuilder>? configure = null) =>
        new AppPlan(way, typeof(T))
        {
            Directory = _directory,
            Configure = builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_runs);
                configure?.Invoke(builder);
            },
        }.StartAsync();

    // The loop runs on another thread: only once it waits does moving the clock mean anything to it.
    private async Task AdvanceAsync(TimeSpan by)
    {
        for (var left = by; left > TimeSpan.Zero; )
        {
            await WaitsAsync();
            var step = left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1);
            _time.Advance(step);
            left -= step;
        }
        await WaitsAsync();
    }

    private Task WaitsAsync() =>
        Eventually.HoldsAsync(() => _time.Waiting > 0 || _runs.IsHeld, "the timer waits");

    private Task RanAsync(int times) =>
        Eventually.HoldsAsync(
            () => _runs.All.Count == times,
            $"run {times}, seen {_runs.All.Count}"
        );

    private static async Task<HttpStatusCode> PostAsync(
        TestApp app,
        string name,
        string contentType = "application/json"
    )
    {
        using var body = new StringContent("{\"input\":\"\"}", Encoding.UTF8, contentType);
        return (await app.Http.PostAsync($"admin/functions/{name}", body)).StatusCode;
    }
}

public sealed class TimersInProcess() : TimerTests(Way.InProcess);

public sealed class TimersOverGrpc() : TimerTests(Way.Grpc);
