using System.Collections.Concurrent;
using KoSales.EmbeddedHost.Catalog;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>The binders of each function, worked out before its first call.</summary>
internal sealed class BinderTable(BindingRules rules)
{
    private readonly ConcurrentDictionary<FunctionDescriptor, FunctionBinders> _binders = new();

    public FunctionBinders Of(FunctionDescriptor function) =>
        _binders.GetOrAdd(function, static (f, rules) => new(f, [.. f.Parameters.Select(p => rules.For(f, p))]), rules);
}
