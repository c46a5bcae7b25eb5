using System.Reflection;
using KoSales.EmbeddedHost.Catalog;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>Makes one parameter's value for an invocation.</summary>
internal delegate ValueTask<object?> ParameterValue(FunctionContext context);

/// <summary>Fills parameters that an extension owns, such as a client. Extensions add theirs to DI as singletons.</summary>
internal interface IParameterBinder
{
    /// <summary>Asked once per parameter before its function's first call; null when it is not this extension's parameter.</summary>
    ParameterValue? TryBind(FunctionDescriptor function, ParameterInfo parameter);
}
