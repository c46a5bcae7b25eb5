using System.Net;
using KoSales.EmbeddedHost.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace KoSales.EmbeddedHost.Tests.Hosting;

/// <summary>A scoped service that tells when it was made and disposed.</summary>
public sealed class Probe : IDisposable
{
    public Probe(Counter counter) => (Counter = counter).Made++;

    private Counter Counter { get; }

    public void Dispose() => Counter.Disposed++;
}

public sealed class Counter
{
    public int Made { get; set; }

    public int Disposed { get; set; }

    public int Instances { get; set; }
}

public sealed class ScopedFunctions
{
    private readonly Probe _probe;

    public ScopedFunctions(Probe probe, Counter counter)
    {
        _probe = probe;
        counter.Instances++;
    }

    [Function("SameScope")]
    public IActionResult SameScope([HttpTrigger("get", Route = "same")] HttpRequest req, FunctionContext context) => new OkObjectResult(
        ReferenceEquals(_probe, context.InstanceServices.GetRequiredService<Probe>())
        && ReferenceEquals(_probe, req.HttpContext.RequestServices.GetRequiredService<Probe>()));
}

public sealed class PlainFunctions
{
    [Function("Plain")]
    public IActionResult Plain([HttpTrigger("get", Route = "plain")] HttpRequest req) => new OkResult();
}

public sealed class Gate
{
    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

public sealed class SlowFunctions(Gate gate)
{
    [Function("Slow")]
    public async Task<IActionResult> Slow([HttpTrigger("get", Route = "slow")] HttpRequest req, CancellationToken cancellation)
    {
        gate.Entered.SetResult();
        try
        {
            await gate.Open.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            gate.Cancelled.SetResult();
            throw;
        }
        return new OkObjectResult("done");
    }
}

public sealed class LifetimeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_invocation_has_one_scope_and_one_instance_of_its_own()
    {
        var counter = new Counter();
        await using var app = await TestApp.StartAsync(
            [typeof(ScopedFunctions)], b => b.Services.AddSingleton(counter).AddScoped<Probe>());
        Assert.Equal("true", await app.Http.GetStringAsync("api/same"));
        Assert.Equal("true", await app.Http.GetStringAsync("api/same"));
        await Eventually.HoldsAsync(() => counter.Disposed == 2, "both scopes are disposed");
        Assert.Equal((2, 2), (counter.Made, counter.Instances));
    }

    [Fact]
    public async Task The_activator_can_be_replaced()
    {
        var activator = new CountingActivator();
        await using var app = await TestApp.StartAsync(
            [typeof(PlainFunctions)], b => b.Services.AddSingleton<IFunctionActivator>(activator));
        await app.Http.GetAsync("api/plain");
        Assert.Equal([typeof(PlainFunctions)], activator.Asked);
    }

    [Fact]
    public async Task A_caller_that_leaves_cancels_the_invocation()
    {
        var gate = new Gate();
        await using var app = await TestApp.StartAsync([typeof(SlowFunctions)], b => b.Services.AddSingleton(gate));
        using var leave = new CancellationTokenSource();
        var call = app.Http.GetAsync("api/slow", leave.Token);
        await gate.Entered.Task.WaitAsync(Deadline);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gate.Cancelled.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Shutdown_waits_for_a_running_request_and_takes_no_new_one()
    {
        var gate = new Gate();
        await using var app = await TestApp.StartAsync([typeof(SlowFunctions)], b => b.Services.AddSingleton(gate));
        var call = app.Http.GetAsync("api/slow");
        await gate.Entered.Task.WaitAsync(Deadline);
        var stop = app.Host.StopAsync();
        await Eventually.HoldsAsync(() => Refused(app.Http.BaseAddress!), "new connections are refused");
        Assert.False(stop.IsCompleted);
        gate.Open.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        await stop.WaitAsync(Deadline);
        Assert.False(gate.Cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task Shutdown_cancels_what_still_runs_after_its_patience()
    {
        var gate = new Gate();
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var app = await TestApp.StartAsync(
            [typeof(SlowFunctions)], b => b.Services.AddSingleton(gate).AddSingleton<TimeProvider>(time));
        var call = app.Http.GetAsync("api/slow");
        await gate.Entered.Task.WaitAsync(Deadline);
        var stop = app.Host.StopAsync();
        await Eventually.HoldsAsync(() => time.Waiting > 0, "the drain timer runs");
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(gate.Cancelled.Task.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await gate.Cancelled.Task.WaitAsync(Deadline);
        Assert.Equal(HttpStatusCode.InternalServerError, (await call).StatusCode);
        await stop.WaitAsync(Deadline);
    }

    [Fact]
    public async Task An_invocation_that_heeds_no_token_does_not_keep_the_process()
    {
        var lifetime = Mock.Of<IHostApplicationLifetime>();
        using var running = new RunningInvocations(TimeProvider.System, lifetime, NullLogger<RunningInvocations>.Instance);
        running.Enter();
        await running.StopAsync(new(canceled: true)).WaitAsync(Deadline);
        running.Exit();
    }

    private static bool Refused(Uri address)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(address.Host, address.Port);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }

    private sealed class CountingActivator : IFunctionActivator
    {
        public List<Type> Asked { get; } = [];

        public object? CreateInstance(Type instanceType, FunctionContext context)
        {
            Asked.Add(instanceType);
            return Activator.CreateInstance(instanceType);
        }
    }
}
