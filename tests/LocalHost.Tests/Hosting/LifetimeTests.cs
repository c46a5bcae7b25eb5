using System.Net;
using System.Net.Sockets;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.Tests.Hosting;

/// <summary>Holds a function until the test lets it go, and tells what befell it.</summary>
public sealed class Gate
{
    public TaskCompletionSource Entered { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Open { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task PassAsync(CancellationToken cancellation)
    {
        Entered.TrySetResult();
        try
        {
            await Open.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Cancelled.TrySetResult();
            throw;
        }
    }
}

public sealed class SlowFunctions(Gate gate)
{
    [Function("Slow")]
    public async Task<IActionResult> Slow(
        [HttpTrigger("get", Route = "slow")] HttpRequest req,
        CancellationToken cancellation
    )
    {
        await gate.PassAsync(cancellation);
        return new OkObjectResult("done");
    }

    [Function("Deaf")]
    public async Task<IActionResult> Deaf([HttpTrigger("get", Route = "deaf")] HttpRequest req)
    {
        await gate.PassAsync(CancellationToken.None);
        return new OkObjectResult("done");
    }
}

public abstract class LifetimeTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(90);

    private readonly Gate _gate = new();
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly AppPlan _plan;

    protected LifetimeTests(Way way) =>
        _plan = new AppPlan(way, typeof(SlowFunctions))
        {
            Configure = b => b.Services.AddSingleton(_gate).AddSingleton<TimeProvider>(_time),
        };

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_invocation()
    {
        await using var app = await _plan.StartAsync();
        using var leave = new CancellationTokenSource();
        var call = app.Http.GetAsync("api/slow", leave.Token);
        await _gate.Entered.Task.WaitAsync(_deadline);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _gate.Cancelled.Task.WaitAsync(_deadline);
    }

    [Fact]
    public async Task A_stop_waits_for_a_running_request_and_takes_no_new_one()
    {
        await using var app = await _plan.StartAsync();
        var call = app.Http.GetAsync("api/slow");
        await _gate.Entered.Task.WaitAsync(_deadline);

        var stop = app.Host.StopAsync();
        await Eventually.HoldsAsync(
            () => IsRefused(app.Http.BaseAddress!),
            "new connections are refused"
        );
        Assert.False(stop.IsCompleted);
        _gate.Open.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        await stop.WaitAsync(_deadline);
        Assert.False(_gate.Cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task What_still_runs_thirty_seconds_after_the_stop_is_cancelled()
    {
        await using var app = await _plan.StartAsync();
        var call = app.Http.GetAsync("api/slow");
        await _gate.Entered.Task.WaitAsync(_deadline);

        var stop = app.Host.StopAsync();
        await Eventually.HoldsAsync(() => _time.Waiting > 0, "the drain timer runs");
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(_gate.Cancelled.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await _gate.Cancelled.Task.WaitAsync(_deadline);
        Assert.Equal(HttpStatusCode.InternalServerError, (await call).StatusCode);
        await stop.WaitAsync(_deadline);
    }

    [Fact]
    public async Task What_heeds_no_token_does_not_keep_the_process()
    {
        await using var app = await _plan.StartAsync();
        Task call = app.Http.GetAsync("api/deaf");
        await _gate.Entered.Task.WaitAsync(_deadline);
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var stop = app.Host.StopAsync(now.Token);

        Assert.Same(stop, await Task.WhenAny(stop, Task.Delay(_deadline)));
        _gate.Open.SetResult();
        await Task.WhenAny(call);
    }

    private static bool IsRefused(Uri address)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address.Host, address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}

public sealed class LifetimeInProcess() : LifetimeTests(Way.InProcess);

public sealed class LifetimeOverGrpc() : LifetimeTests(Way.Grpc);
