using KoSales.Functions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Tests.Hosting;

public sealed class FunctionExecutorTests : IDisposable
{
    private readonly ServiceProvider _services = Services();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(nameof(SampleFunctions.Static), "leaf")]
    [InlineData(nameof(SampleFunctions.Value), "leaf")]
    [InlineData(nameof(SampleFunctions.None), null)]
    [InlineData(nameof(SampleFunctions.Done), "leaf")]
    [InlineData(nameof(SampleFunctions.TaskOf), "leaf")]
    [InlineData(nameof(SampleFunctions.Length), 4)]
    [InlineData(nameof(SampleFunctions.ValueTaskOf), "leaf")]
    public async Task What_a_function_gives_back_is_the_result(string method, object? expected)
    {
        // The first calls are prepared in other ways than the later ones.
        for (var i = 0; i < 4; i++)
        {
            var call = Call(method, "leaf");
            await Executor().ExecuteAsync(call);

            Assert.Equal(expected, call.Result);
        }
    }

    [Theory]
    [InlineData(nameof(SampleFunctions.Void))]
    [InlineData(nameof(SampleFunctions.Task))]
    [InlineData(nameof(SampleFunctions.ValueTask))]
    public async Task A_function_that_gives_nothing_has_ended_and_leaves_the_result_alone(
        string method
    )
    {
        for (var i = 1; i < 4; i++)
        {
            var call = Call(method, "leaf");
            call.GetInvocationResult().Value = "before";
            await Executor().ExecuteAsync(call);

            Assert.Equal("before", call.Result);
            Assert.Equal(i, _services.GetRequiredService<SampleCalls>().Count(c => c == "leaf"));
        }
    }

    [Theory]
    [InlineData(nameof(SampleFunctions.Throw))]
    [InlineData(nameof(SampleFunctions.ThrowBefore))]
    [InlineData(nameof(SampleFunctions.ThrowAfter))]
    [InlineData(nameof(SampleFunctions.ThrowInTask))]
    [InlineData(nameof(SampleFunctions.ThrowInValueTask))]
    public async Task An_exception_comes_out_as_thrown(string method)
    {
        for (var i = 0; i < 4; i++)
        {
            var thrown = await Assert.ThrowsAsync<FormatException>(async () =>
                await Executor().ExecuteAsync(Call(method, "leaf"))
            );

            Assert.Equal("leaf", thrown.Message);
            Assert.Contains($"{nameof(SampleFunctions)}.{method}", thrown.StackTrace);
        }
    }

    [Fact]
    public async Task A_cancelled_function_is_cancelled()
    {
        var call = Call(nameof(SampleFunctions.Cancel), "leaf", new CancellationToken(true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Executor().ExecuteAsync(call)
        );
    }

    [Fact]
    public async Task A_function_goes_on_in_the_context_that_called_it()
    {
        var context = new CountingContext();
        var source = new TaskCompletionSource<string>();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        ValueTask running;
        try
        {
            running = Executor().ExecuteAsync(Call(nameof(SampleFunctions.Wait), source));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        await Task.Run(() => source.SetResult("leaf"));
        await running;
        // Once for the outcome, once for the executor.
        Assert.Equal(2, context.Posts);
    }

    [Fact]
    public async Task Each_call_has_a_class_of_its_own()
    {
        var (one, other) = (Call(nameof(SampleFunctions.Self)), Call(nameof(SampleFunctions.Self)));
        await Executor().ExecuteAsync(one);
        await Executor().ExecuteAsync(other);

        Assert.NotSame(one.Result, other.Result);
    }

    [Fact]
    public async Task The_class_gets_the_services_of_its_call_which_go_with_the_call()
    {
        var scope = _services.CreateScope();
        var call = Call(scope.ServiceProvider, nameof(SampleFunctions.Scope));
        await Executor().ExecuteAsync(call);

        var given = Assert.IsType<SampleScope>(call.Result);
        Assert.Same(scope.ServiceProvider.GetRequiredService<SampleScope>(), given);
        Assert.False(given.IsDisposed);
        scope.Dispose();
        Assert.True(given.IsDisposed);
        // As with the worker's own executor: the class itself is nobody's to dispose.
        Assert.Empty(_services.GetRequiredService<SampleCalls>());
    }

    [Theory]
    [InlineData("KoSales.Tests.Hosting.SampleFunctions.Gone")]
    [InlineData("KoSales.Tests.Hosting.GoneFunctions.Get")]
    [InlineData("Get")]
    public async Task An_unknown_entry_point_is_named(string entryPoint)
    {
        var call = new SampleInvocation(_services, new SampleFunction(entryPoint), "leaf");

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Executor().ExecuteAsync(call)
        );

        Assert.Contains($"has no public method {entryPoint}.", thrown.Message);
    }

    [Fact]
    public void The_executor_takes_the_place_of_the_worker_s_own()
    {
        var registered = new ServiceCollection()
            .AddFunctionsWorkerCore()
            .Services.AddFunctionExecutor();

        var executor = Assert.Single(registered, s => s.ServiceType == typeof(IFunctionExecutor));
        Assert.Equal(typeof(FunctionExecutor), executor.ImplementationType);
    }

    private IFunctionExecutor Executor() => _services.GetRequiredService<IFunctionExecutor>();

    private SampleInvocation Call(string method, params object?[] inputs) =>
        Call(_services, method, inputs);

    private static SampleInvocation Call(
        IServiceProvider services,
        string method,
        params object?[] inputs
    ) => new(services, new SampleFunction($"{typeof(SampleFunctions).FullName}.{method}"), inputs);

    /// <summary>With the worker's own activator.</summary>
    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddFunctionsWorkerCore();
        return services
            .AddFunctionExecutor()
            .AddSingleton<SampleCalls>()
            .AddScoped<SampleScope>()
            .BuildServiceProvider();
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }
}
