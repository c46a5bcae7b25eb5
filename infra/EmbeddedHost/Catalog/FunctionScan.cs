using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace KoSales.EmbeddedHost.Catalog;

/// <summary>Finds <c>[Function]</c> methods, and what is wrong with them; each fault names the function.</summary>
internal sealed partial class FunctionScan
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly List<FunctionDescriptor> _functions = [];
    private readonly List<string> _faults = [];

    private FunctionScan()
    {
    }

    public FunctionCatalog Catalog => new([.. _functions.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase)]);

    public IReadOnlyList<string> Faults => _faults;

    public static FunctionScan Of(IEnumerable<Type> types)
    {
        var scan = new FunctionScan();
        foreach (var method in types.SelectMany(t => t.GetMethods(AnyMethod)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } function) scan.Add(function.Name, method);
        }
        scan.CheckDuplicates();
        return scan;
    }

    private void Add(string name, MethodInfo method)
    {
        var where = $"Function '{name}' ({method.DeclaringType!.FullName}.{method.Name})";
        var triggers = method.GetParameters().Where(p => p.GetCustomAttributes<TriggerBindingAttribute>().Any()).ToList();
        if (!AllowedName().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
            _faults.Add($"{where}: a name is a letter, then up to 127 letters, digits, '_' or '-', and not 'host'.");
        else if (!method.IsPublic || !method.DeclaringType.IsVisible)
            _faults.Add($"{where}: the method and its class must be public.");
        else if (triggers is not [var parameter])
            _faults.Add($"{where}: needs exactly one trigger parameter, has {triggers.Count}.");
        else
            _functions.Add(new(name, method, parameter, parameter.GetCustomAttributes<TriggerBindingAttribute>().First()));
    }

    private void CheckDuplicates()
    {
        foreach (var group in _functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            var places = string.Join(", ", group.Select(f => f.Definition.EntryPoint));
            _faults.Add($"Function '{group.Key}' is declared more than once: {places}.");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_\-]{0,127}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AllowedName();
}
