using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace KoSales.EmbeddedHost.Catalog;

/// <summary>What starts a function.</summary>
internal enum TriggerKind
{
    Http,
    Timer,
    Orchestration,
    Activity,
    Entity,

    /// <summary>A trigger that this host cannot fire.</summary>
    Other,
}

/// <summary>A discovered function: its method, its trigger and what the official API tells of it.</summary>
internal sealed class FunctionDescriptor
{
    private readonly Lazy<MethodCall> _call;

    public FunctionDescriptor(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        Parameters = method.GetParameters();
        Kind = KindOf(trigger);
        Definition = new ReflectedDefinition(this);
        _call = new(() => MethodCall.Compile(method));
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public Type DeclaringType => Method.DeclaringType!;

    public IReadOnlyList<ParameterInfo> Parameters { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public TriggerKind Kind { get; }

    public FunctionDefinition Definition { get; }

    /// <summary>Compiled when first called, so that a start does not pay for functions that nobody calls.</summary>
    public MethodCall Call => _call.Value;

    /// <exception cref="InvalidOperationException">There is no such parameter.</exception>
    public int ParameterIndex(string name)
    {
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (string.Equals(Parameters[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i;
        }
        throw new InvalidOperationException($"Function '{Name}' has no parameter '{name}'.");
    }

    public override string ToString() => $"'{Name}' ({Definition.EntryPoint})";

    // By name, because the extensions that own the other triggers declare their attributes themselves.
    private static TriggerKind KindOf(TriggerBindingAttribute trigger) => trigger.GetType().Name switch
    {
        nameof(HttpTriggerAttribute) => TriggerKind.Http,
        nameof(TimerTriggerAttribute) => TriggerKind.Timer,
        "OrchestrationTriggerAttribute" => TriggerKind.Orchestration,
        "ActivityTriggerAttribute" => TriggerKind.Activity,
        "EntityTriggerAttribute" => TriggerKind.Entity,
        _ => TriggerKind.Other,
    };
}
