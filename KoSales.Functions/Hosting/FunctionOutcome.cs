using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Hosting;

/// <summary>How what a function's method returns becomes the result of the invocation.</summary>
internal abstract class FunctionOutcome
{
    private static readonly Dictionary<Type, FunctionOutcome> Plain = new()
    {
        [typeof(void)] = new Nothing(),
        [typeof(Task)] = new End(),
        [typeof(ValueTask)] = new ValueEnd(),
    };

    private static readonly Dictionary<Type, Type> Generic = new()
    {
        [typeof(Task<>)] = typeof(Result<>),
        [typeof(ValueTask<>)] = typeof(ValueResult<>),
    };

    /// <param name="returned">The type that the method returns.</param>
    public static FunctionOutcome Of(Type returned)
    {
        if (Plain.TryGetValue(returned, out var plain))
            return plain;
        return
            returned.IsGenericType
            && Generic.TryGetValue(returned.GetGenericTypeDefinition(), out var generic)
            ? (FunctionOutcome)
                Activator.CreateInstance(generic.MakeGenericType(returned.GetGenericArguments()))!
            : new Value();
    }

    /// <summary>Waits for the method's end where it returned a task, and sets the result where there is
    /// one.</summary>
    public abstract ValueTask SettleAsync(object? returned, FunctionContext context);

    private sealed class Nothing : FunctionOutcome
    {
        public override ValueTask SettleAsync(object? returned, FunctionContext context) =>
            ValueTask.CompletedTask;
    }

    private sealed class End : FunctionOutcome
    {
        public override ValueTask SettleAsync(object? returned, FunctionContext context) =>
            new((Task)returned!);
    }

    private sealed class ValueEnd : FunctionOutcome
    {
        public override ValueTask SettleAsync(object? returned, FunctionContext context) =>
            (ValueTask)returned!;
    }

    private sealed class Value : FunctionOutcome
    {
        public override ValueTask SettleAsync(object? returned, FunctionContext context)
        {
            context.GetInvocationResult().Value = returned;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Result<T> : FunctionOutcome
    {
        public override async ValueTask SettleAsync(object? returned, FunctionContext context) =>
            context.GetInvocationResult().Value = await (Task<T>)returned!;
    }

    private sealed class ValueResult<T> : FunctionOutcome
    {
        public override async ValueTask SettleAsync(object? returned, FunctionContext context) =>
            context.GetInvocationResult().Value = await (ValueTask<T>)returned!;
    }
}
