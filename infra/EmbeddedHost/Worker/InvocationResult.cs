namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the function returned. Middleware may read and replace it after <c>next</c>, before it becomes the response.</summary>
public abstract class InvocationResult : InvocationResult<object>;

public abstract class InvocationResult<T>
{
    public abstract T? Value { get; set; }
}

/// <summary>A parameter's bound value. Setting it changes what the function gets.</summary>
public abstract class InputBindingData<T>
{
    public abstract BindingMetadata BindingMetadata { get; }

    public abstract T? Value { get; set; }
}
