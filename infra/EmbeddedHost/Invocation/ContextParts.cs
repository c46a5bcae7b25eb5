using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;

namespace KoSales.EmbeddedHost.Invocation;

internal sealed class ResultView(InvocationContext invocation) : InvocationResult
{
    public override object? Value { get => invocation.Result; set => invocation.Result = value; }
}

internal sealed class TypedResult<T>(InvocationContext invocation) : InvocationResult<T?>
{
    public override T? Value { get => (T?)invocation.Result; set => invocation.Result = value; }
}

internal sealed class BoundInput<T>(InvocationContext invocation, int index, BindingMetadata metadata) : InputBindingData<T?>
{
    public override BindingMetadata BindingMetadata => metadata;

    public override T? Value { get => (T?)invocation.Bound(index); set => invocation.SetBound(index, value); }
}

internal sealed class NoRetry : RetryContext
{
    public static readonly NoRetry Instance = new();

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}

internal sealed class CallerTrace(HttpContext? http, Activity? activity) : TraceContext
{
    public override string TraceParent => activity?.Id ?? http?.Request.Headers.TraceParent.ToString() ?? "";

    public override string TraceState => activity?.TraceStateString ?? http?.Request.Headers.TraceState.ToString() ?? "";
}

internal sealed class TriggerMetadata(InvocationContext invocation) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => field ??= Read();

    private ImmutableDictionary<string, object?> Read()
    {
        var data = ImmutableDictionary.CreateBuilder<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (invocation.Http is { } http)
        {
            foreach (var (name, value) in http.Request.RouteValues) data[name] = value;
            data["Headers"] = Json(http.Request.Headers);
            data["Query"] = Json(http.Request.Query);
        }
        foreach (var (name, value) in invocation.TriggerInputs ?? ImmutableDictionary<string, object?>.Empty) data[name] = value;
        return data.ToImmutable();
    }

    private static string Json(IEnumerable<KeyValuePair<string, StringValues>> values) =>
        JsonSerializer.Serialize(values.ToDictionary(v => v.Key, v => v.Value.ToString()));
}

internal sealed class InvocationFeatures : IInvocationFeatures
{
    private readonly Dictionary<Type, object> _features = [];

    public void Set<T>(T? instance)
    {
        if (instance is null) _features.Remove(typeof(T));
        else _features[typeof(T)] = instance;
    }

    public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
