using KoSales.EmbeddedHost.Invocation;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextBindingFeatureExtensions
{
    /// <summary>
    /// Binds one parameter ahead of the function; the function later gets this value, or the one set in its place.
    /// Throws <see cref="FunctionInputConverterException"/> when it cannot be bound, <see cref="InvalidOperationException"/> when the
    /// function has no such parameter or it is not a <typeparamref name="T"/>.
    /// </summary>
    public static async ValueTask<InputBindingData<T?>> BindInputAsync<T>(this FunctionContext context, BindingMetadata bindingMetadata)
    {
        var invocation = (InvocationContext)context;
        var index = invocation.Function.ParameterIndex(bindingMetadata.Name);
        var value = await invocation.BindAsync(index);
        return value is null or T
            ? new BoundInput<T>(invocation, index, bindingMetadata)
            : throw new InvalidOperationException($"Parameter '{bindingMetadata.Name}' is a {value.GetType()}, not a {typeof(T)}.");
    }

    public static InvocationResult GetInvocationResult(this FunctionContext context) => ((InvocationContext)context).ResultView;

    public static InvocationResult<T?> GetInvocationResult<T>(this FunctionContext context) =>
        new TypedResult<T>((InvocationContext)context);
}
