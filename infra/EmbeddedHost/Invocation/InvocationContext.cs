using System.Diagnostics;
using KoSales.EmbeddedHost.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>
/// One running invocation. Everything a function may not ask for (scope, items, features, linked token, ids) is made when first asked
/// for, since most requests need little of it. Not thread-safe, like the official one.
/// </summary>
internal sealed class InvocationContext(InvocationHost host, FunctionDescriptor function, CancellationToken caller)
    : FunctionContext, IAsyncDisposable
{
    private IServiceProvider? _services;
    private AsyncServiceScope? _scope;
    private CancellationTokenSource? _linked;
    private object?[]? _bound;
    private bool[]? _isBound;

    public FunctionDescriptor Function => function;

    public HttpContext? Http { get; init; }

    /// <summary>What the trigger brought, by parameter name.</summary>
    public IReadOnlyDictionary<string, object?>? TriggerInputs { get; init; }

    public object? Result { get; set; }

    /// <summary>Runs the bound function in place of a plain call; null for a plain call.</summary>
    public Func<Func<ValueTask<object?>>, ValueTask<object?>>? Body { get; set; }

    public InvocationResult ResultView => field ??= new ResultView(this);

    public override string InvocationId => field ??= Guid.CreateVersion7(host.Time.GetUtcNow()).ToString();

    public override string FunctionId => function.Definition.Id;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override TraceContext TraceContext => field ??= new CallerTrace(Http, Activity.Current);

    public override BindingContext BindingContext => field ??= new TriggerMetadata(this);

    public override RetryContext RetryContext => NoRetry.Instance;

    public override IDictionary<object, object> Items { get => field ??= new Dictionary<object, object>(); set; }

    public override IInvocationFeatures Features => field ??= new InvocationFeatures();

    public override CancellationToken CancellationToken
    {
        get
        {
            _linked ??= CancellationTokenSource.CreateLinkedTokenSource(Http?.RequestAborted ?? caller, host.Running.Expired);
            return _linked.Token;
        }
    }

    public override IServiceProvider InstanceServices
    {
        get => _services ??= Http?.RequestServices ?? OpenScope();
        set
        {
            _services = value;
            Http?.RequestServices = value;
        }
    }

    /// <summary>The value of one parameter; converted once per invocation.</summary>
    public async ValueTask<object?> BindAsync(int index)
    {
        var bound = _bound ??= new object?[function.Parameters.Count];
        var isBound = _isBound ??= new bool[bound.Length];
        if (!isBound[index])
        {
            bound[index] = await host.Binders.Of(function).BindAsync(this, index);
            isBound[index] = true;
        }
        return bound[index];
    }

    /// <summary>What <see cref="BindAsync"/> made, or <see cref="SetBound"/> put in its place.</summary>
    public object? Bound(int index) => _bound![index];

    public void SetBound(int index, object? value) => _bound![index] = value;

    /// <summary>Values of all parameters, reusing what <see cref="BindAsync"/> has made.</summary>
    public ValueTask<object?[]> BindAllAsync() => host.Binders.Of(function).BindAllAsync(this, _bound, _isBound);

    public ValueTask DisposeAsync()
    {
        _linked?.Dispose();
        return _scope?.DisposeAsync() ?? default;
    }

    private IServiceProvider OpenScope()
    {
        _scope = host.Services.CreateAsyncScope();
        return _scope.Value.ServiceProvider;
    }
}
