using System.Collections.Frozen;
using System.Text.Json;

namespace KoSales.LocalHost.Protocol;

/// <summary>What starts a function.</summary>
internal enum TriggerKind
{
    Http,

    Timer,

    Orchestration,

    Activity,

    /// <summary>A trigger that this host has no part for; such a function is loaded and never runs.</summary>
    Other,
}

/// <summary>A function as the worker's metadata describes it.</summary>
/// <param name="Trigger">The JSON of the trigger's binding.</param>
/// <param name="Bindings">The JSON of every binding, the trigger's among them.</param>
internal sealed record HostedFunction(
    string Id,
    string Name,
    TriggerKind Kind,
    JsonElement Trigger,
    IReadOnlyList<JsonElement> Bindings
)
{
    private const string TriggerSuffix = "Trigger";

    /// <summary>The parameter that the trigger's data is bound to.</summary>
    public string TriggerName { get; } = Text(Trigger, "name") ?? "";

    /// <exception cref="InvalidDataException">The metadata names no trigger.</exception>
    public static HostedFunction Of(FunctionMetadata metadata)
    {
        var bindings = metadata.RawBindings.Select(Parse).ToList();
        var trigger = bindings.Find(b =>
            Type(b).EndsWith(TriggerSuffix, StringComparison.OrdinalIgnoreCase)
        );
        return trigger.ValueKind is JsonValueKind.Object
            ? new HostedFunction(
                metadata.FunctionId,
                metadata.Name,
                KindOf(Type(trigger)),
                trigger,
                bindings
            )
            : throw new InvalidDataException($"Function '{metadata.Name}' has no trigger.");
    }

    /// <summary>Names of the parameters with a binding of this type.</summary>
    public IEnumerable<string> Named(string type) =>
        Bindings
            .Where(b => Type(b).Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(b => Text(b, "name"))
            .OfType<string>();

    public override string ToString() => Name;

    /// <summary>A text of the trigger's binding; null when it does not say.</summary>
    public string? Setting(string name) => Text(Trigger, name);

    /// <summary>A switch of the trigger's binding.</summary>
    public bool Setting(string name, bool otherwise) =>
        Trigger.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    private static JsonElement Parse(string binding)
    {
        using var json = JsonDocument.Parse(binding);
        return json.RootElement.Clone();
    }

    private static string Type(JsonElement binding) => Text(binding, "type") ?? "";

    private static TriggerKind KindOf(string type) =>
        type.ToUpperInvariant() switch
        {
            "HTTPTRIGGER" => TriggerKind.Http,
            "TIMERTRIGGER" => TriggerKind.Timer,
            "ORCHESTRATIONTRIGGER" => TriggerKind.Orchestration,
            "ACTIVITYTRIGGER" => TriggerKind.Activity,
            _ => TriggerKind.Other,
        };

    private static string? Text(JsonElement binding, string name) =>
        binding.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <summary>The functions that the worker has loaded; names are compared without case.</summary>
internal sealed class FunctionTable(IEnumerable<HostedFunction> functions)
{
    private readonly FrozenDictionary<string, HostedFunction> _byName =
        functions.ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<HostedFunction> All =>
        _byName.Values.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<HostedFunction> Of(TriggerKind kind) => All.Where(f => f.Kind == kind);

    public HostedFunction? Find(string name) => _byName.GetValueOrDefault(name);

    public HostedFunction? Find(string name, TriggerKind kind) =>
        Find(name) is { } found && found.Kind == kind ? found : null;
}
