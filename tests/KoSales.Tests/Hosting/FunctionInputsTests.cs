using KoSales.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace KoSales.Tests.Hosting;

public sealed class FunctionInputsTests
{
    private static readonly IServiceProvider None = new ServiceCollection().BuildServiceProvider();

    [Fact]
    public async Task What_the_call_carries_is_not_bound_by_the_worker()
    {
        var http = new DefaultHttpContext();
        var call = Call(nameof(SampleFunctions.Carried)).With("part", "LD-1");
        call.Items["HttpRequestContext"] = http;

        var inputs = await InputsOf(call).OfAsync(call);

        Assert.Equal([http.Request, "LD-1", call.CancellationToken], inputs);
        Assert.Equal(0, call.Bindings);
    }

    [Fact]
    public async Task Where_something_is_not_there_the_worker_binds_everything()
    {
        var call = Call(nameof(SampleFunctions.Carried), null, null, CancellationToken.None);

        var inputs = await InputsOf(call).OfAsync(call);

        Assert.Equal([null, null, CancellationToken.None], inputs);
        Assert.Equal(1, call.Bindings);
    }

    [Fact]
    public async Task What_no_call_carries_is_bound_by_the_worker()
    {
        var source = new TaskCompletionSource<string>();
        var call = Call(nameof(SampleFunctions.Wait), source);

        Assert.Equal([source], await InputsOf(call).OfAsync(call));
        Assert.Equal(1, call.Bindings);
    }

    [Fact]
    public async Task A_durable_client_that_was_bound_once_serves_later_calls()
    {
        var client = new Mock<DurableTaskClient>("hub").Object;
        var (first, second) = (
            Call(nameof(SampleFunctions.Client), client, "LD-1").With("part", "LD-1"),
            Call(nameof(SampleFunctions.Client)).With("part", "LD-2")
        );
        var inputs = InputsOf(first);

        Assert.Equal([client, "LD-1"], await inputs.OfAsync(first));
        Assert.Equal([client, "LD-2"], await inputs.OfAsync(second));
        Assert.Equal((1, 0), (first.Bindings, second.Bindings));
    }

    [Fact]
    public async Task A_durable_client_that_could_not_be_bound_is_bound_again()
    {
        var client = new Mock<DurableTaskClient>("hub").Object;
        var failed = Call(nameof(SampleFunctions.Client), null, "LD-1").With("part", "LD-1");
        var call = Call(nameof(SampleFunctions.Client), client, "LD-1").With("part", "LD-1");
        var inputs = InputsOf(failed);
        await inputs.OfAsync(failed);

        Assert.Equal([client, "LD-1"], await inputs.OfAsync(call));
    }

    private static FunctionInputs InputsOf(SampleInvocation call) =>
        FunctionInputs.Of(call.FunctionDefinition);

    private static SampleInvocation Call(string method, params object?[] inputs) =>
        new(None, new SampleFunction($"{typeof(SampleFunctions).FullName}.{method}"), inputs);
}
