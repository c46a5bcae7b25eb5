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
    /// <summary>How often the worker has bound its inputs.</summary>
    public int Bindings => ((SampleFeatures)Features).Bindings;

    public object? Result => this.GetInvocationResult().Value;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function;

    public override IInvocationFeatures Features { get; } = new SampleFeatures(inputs);

    public override string InvocationId => "invocation";

    public override string FunctionId => function.Id;

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override BindingContext BindingContext { get; } = new SampleRoute();

    /// <summary>Says a part of the route.</summary>
    public SampleInvocation With(string name, string value)
    {
        ((SampleRoute)BindingContext).Parts[name] = value;
        return this;
    }

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IDictionary<object, object> Items { get; set; } =
        new Dictionary<object, object>();
}

internal sealed class SampleFunction(string entryPoint, Assembly? assembly = null)
    : FunctionDefinition
{
    private MethodInfo? Method =>
        entryPoint.LastIndexOf('.') is > 0 and var dot
            ? (assembly ?? typeof(SampleFunction).Assembly)
                .GetType(entryPoint[..dot])
                ?.GetMethod(entryPoint[(dot + 1)..])
            : null;

    public override string EntryPoint => entryPoint;

    public override string PathToAssembly => (assembly ?? typeof(SampleFunction).Assembly).Location;

    public override string Id => "1";

    public override string Name => "Sample";

    public override ImmutableArray<FunctionParameter> Parameters =>
        [
            .. Method?.GetParameters().Select(p => new FunctionParameter(p.Name!, p.ParameterType))
                ?? [],
        ];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
        ImmutableDictionary<string, BindingMetadata>.Empty;
}

internal sealed class SampleRoute : BindingContext
{
    public Dictionary<string, object?> Parts { get; } = [];

    public override IReadOnlyDictionary<string, object?> BindingData => Parts;
}

/// <summary>The inputs, and the worker's own place of the result, whose type it keeps to itself.</summary>
internal sealed class SampleFeatures(object?[] inputs)
    : IInvocationFeatures,
        IFunctionInputBindingFeature
{
    private object? _bindings;

    /// <summary>How often the worker has bound them.</summary>
    public int Bindings { get; private set; }

    public T? Get<T>() =>
        typeof(T) == typeof(IFunctionInputBindingFeature)
            ? (T)(object)this
            : (T)(_bindings ??= DispatchProxy.Create<T, SampleBindings>()!);

    public void Set<T>(T instance) => throw new NotSupportedException();

    public ValueTask<FunctionInputBindingResult> BindFunctionInputAsync(FunctionContext context)
    {
        Bindings++;
        return new(new FunctionInputBindingResult(inputs));
    }

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
