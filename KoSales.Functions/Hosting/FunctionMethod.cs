using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Hosting;

/// <summary>The method of a function, ready to be called.</summary>
internal sealed class FunctionMethod
{
    private readonly MethodInvoker _invoker;
    private readonly FunctionOutcome _outcome;

    private FunctionMethod(FunctionDefinition function, Type type, MethodInfo method)
    {
        Inputs = FunctionInputs.Of(function);
        Class = method.IsStatic ? null : type;
        // Unlike MethodInfo.Invoke it lets exceptions out as they are.
        _invoker = MethodInvoker.Create(method);
        _outcome = FunctionOutcome.Of(method.ReturnType);
    }

    /// <summary>What its parameters are given.</summary>
    public FunctionInputs Inputs { get; }

    /// <summary>What an instance is made of for each call; null for a static method.</summary>
    public Type? Class { get; }

    /// <param name="function">Its entry point is <c>Namespace.Class.Method</c>, in the assembly at its
    /// path.</param>
    /// <exception cref="InvalidOperationException">There is no such public method.</exception>
    public static FunctionMethod Of(FunctionDefinition function)
    {
        var (path, entry) = (function.PathToAssembly, function.EntryPoint);
        var dot = entry.LastIndexOf('.');
        // The assembly that the worker has read the parameters from: one path is loaded once.
        if (
            dot > 0
            && AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetType(entry[..dot])
                is { } type
            && type.GetMethod(entry[(dot + 1)..]) is { } method
        )
            return new(function, type, method);
        throw new InvalidOperationException(
            $"The function {function.Name} cannot be called: {path} has no public method {entry}."
        );
    }

    /// <summary>Ends when the method's task has, and the context has the result.</summary>
    /// <param name="instance">Of <see cref="Class"/>; null for a static method.</param>
    /// <param name="inputs">As many as the method has parameters.</param>
    /// <param name="context">Of this call.</param>
    public ValueTask CallAsync(object? instance, object?[] inputs, FunctionContext context) =>
        _outcome.SettleAsync(_invoker.Invoke(instance, inputs.AsSpan()), context);
}
