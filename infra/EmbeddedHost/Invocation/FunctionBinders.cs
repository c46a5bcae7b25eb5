using KoSales.EmbeddedHost.Catalog;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>Binds the parameters of one function. All faults of a call are told in one exception.</summary>
internal sealed class FunctionBinders(FunctionDescriptor function, ParameterBinding[] parameters)
{
    /// <exception cref="FunctionInputConverterException">The value cannot be bound.</exception>
    public async ValueTask<object?> BindAsync(InvocationContext context, int index)
    {
        var fault = parameters[index].Settle(await parameters[index].ConvertAsync(context), context, out var value);
        return fault is null ? value : throw Refusal([fault]);
    }

    /// <exception cref="FunctionInputConverterException">A value cannot be bound.</exception>
    public async ValueTask<object?[]> BindAllAsync(InvocationContext context, object?[]? bound, bool[]? isBound)
    {
        if (parameters.Length == 0) return [];
        var values = new object?[parameters.Length];
        List<string>? faults = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (isBound?[i] is true)
            {
                values[i] = bound![i];
                continue;
            }
            var fault = parameters[i].Settle(await parameters[i].ConvertAsync(context), context, out values[i]);
            if (fault is not null) (faults ??= []).Add(fault);
        }
        return faults is null ? values : throw Refusal(faults);
    }

    private FunctionInputConverterException Refusal(List<string> faults) => new(
        $"Error converting {faults.Count} input parameters for Function '{function.Name}': {string.Join(Environment.NewLine, faults)}");
}

/// <summary>How one parameter gets its value, and what becomes of it when nothing has one.</summary>
internal sealed class ParameterBinding(
    FunctionParameter parameter, Func<InvocationContext, ValueTask<ConversionResult>> convert, Func<InvocationContext, object?> source)
{
    public ValueTask<ConversionResult> ConvertAsync(InvocationContext context) => convert(context);

    /// <summary>Yields the fault, or null and the value.</summary>
    public string? Settle(ConversionResult result, InvocationContext context, out object? value)
    {
        value = result.Status is ConversionStatus.Succeeded ? result.Value : null;
        return result.Status switch
        {
            ConversionStatus.Succeeded => null,
            // The official worker forgets a failure that had no source, and calls the function with null.
            ConversionStatus.Failed when source(context) is null => null,
            ConversionStatus.Failed =>
                $"Cannot convert input parameter '{parameter.Name}' to type '{parameter.Type.FullName}' " +
                $"from type '{source(context)!.GetType().FullName}'. Error:{result.Error}",
            ConversionStatus.Unhandled when parameter.HasDefaultValue => Default(out value),
            ConversionStatus.Unhandled when parameter.IsReferenceOrNullableType => null,
            ConversionStatus.Unhandled =>
                $"Could not populate the value for '{parameter.Name}' parameter. " +
                "Consider adding a default value or making the parameter nullable.",
        };
    }

    private string? Default(out object? value)
    {
        value = parameter.DefaultValue;
        return null;
    }
}
