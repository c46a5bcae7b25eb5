using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace KoSales.EmbeddedHost.Catalog;

/// <summary>The official view of a function, read off its method.</summary>
internal sealed class ReflectedDefinition(FunctionDescriptor function) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } = [.. function.Parameters.Select(Describe)];

    public override string PathToAssembly { get; } = function.DeclaringType.Assembly.Location;

    public override string EntryPoint { get; } = $"{function.DeclaringType.FullName}.{function.Method.Name}";

    public override string Id => Name;

    public override string Name { get; } = function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = Inputs(function);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } = Outputs(function);

    private static FunctionParameter Describe(ParameterInfo parameter) =>
        new(parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null);

    private static ImmutableDictionary<string, BindingMetadata> Inputs(FunctionDescriptor function) =>
        (from parameter in function.Parameters
         let binding = parameter.GetCustomAttributes<BindingAttribute>().FirstOrDefault()
         where binding is not null
         select new Binding(parameter.Name!, TypeName(binding), BindingDirection.In))
        .ToImmutableDictionary(b => b.Name, BindingMetadata (b) => b);

    private static ImmutableDictionary<string, BindingMetadata> Outputs(FunctionDescriptor function)
    {
        var returns = function.Method.ReturnType;
        var silent = returns == typeof(void) || returns == typeof(Task) || returns == typeof(ValueTask);
        return function.Kind is TriggerKind.Http && !silent
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add("$return", new Binding("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    private static string TypeName(BindingAttribute binding) =>
        JsonNamingPolicy.CamelCase.ConvertName(binding.GetType().Name[..^nameof(Attribute).Length]);

    private sealed class Binding(string name, string type, BindingDirection direction) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => direction;
    }
}
