using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>A new object per invocation from its scope; the class itself is not looked up in DI, nor disposed.</summary>
internal sealed class FunctionActivator : IFunctionActivator
{
    private readonly ConcurrentDictionary<Type, Func<FunctionContext, object>> _factories = new();

    public object CreateInstance(Type instanceType, FunctionContext context) =>
        _factories.GetOrAdd(instanceType, static type => Factory(type))(context);

    private static Func<FunctionContext, object> Factory(Type type)
    {
        var create = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
        var needsNothing = type.GetConstructors().All(c => c.GetParameters().Length == 0);
        return needsNothing
            ? _ => create(EmptyServices.Instance, null)
            : context => create(context.InstanceServices, null);
    }

    // Spares an invocation the scope that nothing would come from.
    private sealed class EmptyServices : IServiceProvider
    {
        public static readonly EmptyServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
