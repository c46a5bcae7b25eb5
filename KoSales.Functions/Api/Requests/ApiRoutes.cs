using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Api.Requests;

/// <summary>Every HTTP function of the app, read off its attributes once.</summary>
public sealed class ApiRoutes
{
    private readonly FrozenDictionary<string, ApiRoute> _byFunction;

    /// <summary>Throws <see cref="InvalidOperationException"/> for a function that says neither who may
    /// call it nor that anybody may.</summary>
    public ApiRoutes(IEnumerable<Type> types)
    {
        All = [.. types.SelectMany(RoutesIn)];
        if (All.FirstOrDefault(r => r.Access is null == !r.IsPublic) is { } open)
            throw new InvalidOperationException(
                $"The function {open.Function} needs exactly one of [Access] and [Public]."
            );
        _byFunction = All.ToFrozenDictionary(r => r.Function, StringComparer.Ordinal);
    }

    public IReadOnlyList<ApiRoute> All { get; }

    /// <summary>Those of the classes that the build has listed for the worker: to look through the methods of
    /// every type of the assembly costs more than the rest of a first call.</summary>
    public static ApiRoutes OfThisApp() =>
        new(
            new GeneratedFunctionMetadataProvider()
                .GetFunctionMetadataAsync("")
                .GetAwaiter()
                .GetResult()
                .Select(f => f.EntryPoint![..f.EntryPoint!.LastIndexOf('.')])
                .Distinct()
                .Select(name => typeof(ApiRoutes).Assembly.GetType(name, throwOnError: true)!)
        );

    /// <summary>Null for a function that is not one of ours.</summary>
    public ApiRoute? Of(string function) => _byFunction.GetValueOrDefault(function);

    /// <summary>Methods that some function takes at this path, fallbacks apart; empty for a path that
    /// nobody knows.</summary>
    /// <param name="path">Below the host's prefix: <c>v1/leads/K0-1</c>.</param>
    public IReadOnlyList<string> MethodsAt(string path)
    {
        var segments = path.Split('/');
        return
        [
            .. All.Where(r => !r.IsFallback && r.Matches(segments))
                .SelectMany(r => r.Methods)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<ApiRoute> RoutesIn(Type type) =>
        from method in type.GetMethods(
            BindingFlags.Public
                | BindingFlags.Instance
                | BindingFlags.Static
                | BindingFlags.DeclaredOnly
        )
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let trigger = method
            .GetParameters()
            .Select(p => p.GetCustomAttribute<HttpTriggerAttribute>())
            .FirstOrDefault(t => t is not null)
        where trigger is not null
        select new ApiRoute(
            function.Name,
            trigger.Route ?? function.Name,
            [.. (trigger.Methods ?? []).Select(m => m.ToUpperInvariant())],
            method
        );
}
