using System.Reflection;
using System.Text.Json;
using KoSales.EmbeddedHost.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>
/// Which rule a parameter follows: an extension that owns it, a converter named on it or on its type, the types that bind anywhere
/// (context, token, request), else the value of its name in the trigger's data.
/// </summary>
internal sealed class BindingRules(
    IServiceProvider services, IEnumerable<IParameterBinder> extensions, IOptions<JsonSerializerOptions> json)
{
    private readonly ValueConversion _conversion = new(json.Value);

    public ParameterBinding For(FunctionDescriptor function, ParameterInfo parameter)
    {
        var source = SourceOf(parameter.Name!);
        var definition = function.Definition.Parameters[parameter.Position];
        var convert = Extension(function, parameter) ?? Converter(definition, parameter, source) ?? Own(parameter, source);
        return new(definition, convert, source);
    }

    private Func<InvocationContext, ValueTask<ConversionResult>>? Extension(FunctionDescriptor function, ParameterInfo parameter)
    {
        var value = extensions.Select(e => e.TryBind(function, parameter)).FirstOrDefault(v => v is not null);
        return value is null ? null : async context => ConversionResult.Success(await value(context));
    }

    private Func<InvocationContext, ValueTask<ConversionResult>>? Converter(
        FunctionParameter definition, ParameterInfo parameter, Func<InvocationContext, object?> source)
    {
        var named = parameter.GetCustomAttribute<InputConverterAttribute>()
            ?? parameter.ParameterType.GetCustomAttribute<InputConverterAttribute>();
        if (named is null) return null;
        var converter = (IInputConverter)ActivatorUtilities.GetServiceOrCreateInstance(services, named.ConverterType);
        var otherwise = Own(parameter, source);
        return async context =>
        {
            var result = await converter.ConvertAsync(new ParameterContext(context, definition.Type, source(context)));
            return result.Status is ConversionStatus.Unhandled ? await otherwise(context) : result;
        };
    }

    private Func<InvocationContext, ValueTask<ConversionResult>> Own(ParameterInfo parameter, Func<InvocationContext, object?> source)
    {
        var type = parameter.ParameterType;
        if (type == typeof(FunctionContext)) return context => Done(context);
        if (type == typeof(CancellationToken)) return context => Done(context.CancellationToken);
        if (type == typeof(HttpRequest)) return context => Done(context.Http?.Request);
        var convert = _conversion.To(type);
        return context => source(context) is { } value ? new(convert(value)) : new(ConversionResult.Unhandled());
    }

    private static ValueTask<ConversionResult> Done(object? value) =>
        new(value is null ? ConversionResult.Unhandled() : ConversionResult.Success(value));

    // The route is read without building the metadata dictionary; only the two JSON texts need that.
    private static Func<InvocationContext, object?> SourceOf(string name)
    {
        var isText = name.Equals("headers", StringComparison.OrdinalIgnoreCase) || name.Equals("query", StringComparison.OrdinalIgnoreCase);
        return context => Input(context, name) ?? context.Http?.Request.RouteValues[name]
            ?? (isText ? context.BindingContext.BindingData.GetValueOrDefault(name) : null);
    }

    private static object? Input(InvocationContext context, string name)
    {
        if (context.TriggerInputs is not { } inputs) return null;
        if (inputs.TryGetValue(name, out var value)) return value;
        return inputs.FirstOrDefault(i => i.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    private sealed class ParameterContext(FunctionContext context, Type targetType, object? source) : ConverterContext
    {
        public override Type TargetType => targetType;

        public override object? Source => source;

        public override FunctionContext FunctionContext => context;

        public override IReadOnlyDictionary<string, object> Properties { get; } = new Dictionary<string, object>();
    }
}
