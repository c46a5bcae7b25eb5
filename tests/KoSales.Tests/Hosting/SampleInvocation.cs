using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;

namespace KoSales.Tests.Hosting;

/// <summary>One call of a function by its entry point, as far as an executor sees it.</summary>
/// <param name="services">Of this call.</param>
/// <param name="function">What is called.</param>
/// <param name="inputs">What binding gives.</param>
internal sealed class SampleInvocation(
    IServiceProvider services,
    SampleFunction function,
    params object?[] inputs
) : FunctionContext
{
    public object? Result => this.GetInvocationResult().Value;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function;

    public override IInvocationFeatures Features { get; } = new SampleFeatures(inputs);

    public override string InvocationId => "invocation";

    public override string FunctionId => function.Id;

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override BindingContext BindingContext => throw new NotSupportedException();

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IDictionary<object, object> Items { get; set; } =
        new Dictionary<object, object>();
}

internal sealed class SampleFunction(string entryPoint, Assembly? assembly = null)
    : FunctionDefinition
{
    public override string EntryPoint => entryPoint;

    public override string PathToAssembly => (assembly ?? typeof(SampleFunction).Assembly).Location;

    public override string Id => "1";

    public override string Name => "Sample";

    public override ImmutableArray<FunctionParameter> Parameters => [];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;
}

/// <summary>The inputs, and the worker's own place of the result, whose type it keeps to itself.</summary>
internal sealed class SampleFeatures(object?[] inputs)
    : IInvocationFeatures,
        IFunctionInputBindingFeature
{
    private object? _bindings;

    public T? Get<T>() =>
        typeof(T) == typeof(IFunctionInputBindingFeature)
            ? (T)(object)this
            : (T)(_bindings ??= DispatchProxy.Create<T, SampleBindings>()!);

    public void Set<T>(T instance) => throw new NotSupportedException();

    public ValueTask<FunctionInputBindingResult> BindFunctionInputAsync(FunctionContext context) =>
        new(new FunctionInputBindingResult(inputs));

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        throw new NotSupportedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Keeps whatever is set.</summary>
public class SampleBindings : DispatchProxy
{
    private object? _value;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        args is [var value] ? _value = value : _value;
}
