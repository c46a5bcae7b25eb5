using System.Collections.Frozen;

namespace KoSales.EmbeddedHost.Catalog;

/// <summary>All functions of the app, in the order of their names.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions)
{
    private readonly FrozenDictionary<string, FunctionDescriptor> _byName =
        functions.DistinctBy(f => f.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<FunctionDescriptor> All { get; } = functions;

    public IEnumerable<FunctionDescriptor> Of(TriggerKind kind) => All.Where(f => f.Kind == kind);

    public FunctionCatalog Where(Func<FunctionDescriptor, bool> condition) => new([.. All.Where(condition)]);

    /// <summary>By name, whatever its case; null when there is none.</summary>
    public FunctionDescriptor? Find(string name) => _byName.GetValueOrDefault(name);
}
