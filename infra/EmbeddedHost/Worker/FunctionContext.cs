namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of one function: what it was called with, its services and what it returned.</summary>
public abstract class FunctionContext
{
    public abstract string InvocationId { get; }

    public abstract string FunctionId { get; }

    public abstract TraceContext TraceContext { get; }

    public abstract BindingContext BindingContext { get; }

    public abstract RetryContext RetryContext { get; }

    /// <summary>The invocation's scope, made when first asked for and disposed when the invocation is over.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    public abstract IDictionary<object, object> Items { get; set; }

    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller goes away, and when a shutdown has waited long enough for the invocation.</summary>
    public virtual CancellationToken CancellationToken { get; }
}

/// <summary>W3C trace context of the caller; empty strings when it sent none.</summary>
public abstract class TraceContext
{
    public abstract string TraceParent { get; }

    public abstract string TraceState { get; }

    public virtual IReadOnlyDictionary<string, string> Attributes { get; } = new Dictionary<string, string>();
}

/// <summary>Trigger metadata by case-insensitive name. HTTP: route values, and <c>Headers</c> and <c>Query</c> as JSON text.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

public abstract class RetryContext
{
    public abstract int RetryCount { get; }

    public abstract int MaxRetryCount { get; }
}

/// <summary>Objects that parts of the pipeline leave for each other, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T? instance);

    T? Get<T>();
}

/// <summary>Makes the object whose method an invocation calls. Replaceable in DI.</summary>
public interface IFunctionActivator
{
    object? CreateInstance(Type instanceType, FunctionContext context);
}
