using System.Linq.Expressions;
using System.Reflection;

namespace KoSales.EmbeddedHost.Catalog;

/// <summary>Calls a function's method without reflection; void and void tasks yield null.</summary>
internal sealed class MethodCall
{
    private readonly Func<object?, object?[], ValueTask<object?>> _invoke;

    private MethodCall(Func<object?, object?[], ValueTask<object?>> invoke) => _invoke = invoke;

    /// <summary>The instance is ignored for a static method. Exceptions of the method pass as they are.</summary>
    public ValueTask<object?> InvokeAsync(object? instance, object?[] arguments) => _invoke(instance, arguments);

    public static MethodCall Compile(MethodInfo method)
    {
        var instance = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(instance, method.DeclaringType!),
            method,
            method.GetParameters().Select((p, i) => Argument(arguments, i, p.ParameterType)));
        return new(Expression.Lambda<Func<object?, object?[], ValueTask<object?>>>(Adapt(call), instance, arguments).Compile());
    }

    // A null for a value type is its default, as reflection has it.
    private static Expression Argument(ParameterExpression arguments, int index, Type type)
    {
        var value = Expression.ArrayIndex(arguments, Expression.Constant(index));
        return !type.IsValueType || Nullable.GetUnderlyingType(type) is not null
            ? Expression.Convert(value, type)
            : Expression.Condition(
                Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Unbox(value, type));
    }

    private static Expression Adapt(MethodCallExpression call)
    {
        var type = call.Type;
        if (type == typeof(void)) return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        if (type == typeof(ValueTask)) return Expression.Call(Adapter(nameof(FromValueTask)), call);
        if (type == typeof(Task)) return Expression.Call(Adapter(nameof(FromTask)), call);
        return Generic(type) switch
        {
            { } definition when definition == typeof(Task<>) =>
                Expression.Call(Adapter(nameof(FromTaskOf)).MakeGenericMethod(type.GetGenericArguments()), call),
            { } definition when definition == typeof(ValueTask<>) =>
                Expression.Call(Adapter(nameof(FromValueTaskOf)).MakeGenericMethod(type.GetGenericArguments()), call),
            _ => Expression.Call(Adapter(nameof(FromValue)), Expression.Convert(call, typeof(object))),
        };
    }

    private static Type? Generic(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : null;

    private static MethodInfo Adapter(string name) => typeof(MethodCall).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static ValueTask<object?> FromValue(object? value) => new(value);

    private static async ValueTask<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> FromValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static ValueTask<object?> FromTaskOf<T>(Task<T> task) =>
        task.IsCompletedSuccessfully ? new(task.Result) : AwaitTaskOf(task);

    private static async ValueTask<object?> AwaitTaskOf<T>(Task<T> task) => await task;

    private static ValueTask<object?> FromValueTaskOf<T>(ValueTask<T> task) => FromTaskOf(task.AsTask());
}
