namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Makes a parameter's value. One instance serves all invocations.</summary>
public interface IInputConverter
{
    ValueTask<ConversionResult> ConvertAsync(ConverterContext context);
}

public abstract class ConverterContext
{
    public abstract Type TargetType { get; }

    /// <summary>The trigger's or route's value of the parameter's name; null when there is none.</summary>
    public abstract object? Source { get; }

    public abstract FunctionContext FunctionContext { get; }

    public abstract IReadOnlyDictionary<string, object> Properties { get; }
}

/// <summary>What a converter answered. The default value is <see cref="ConversionStatus.Unhandled"/>.</summary>
public readonly struct ConversionResult
{
    private ConversionResult(ConversionStatus status, object? value, Exception? error) => (Status, Value, Error) = (status, value, error);

    public ConversionStatus Status { get; }

    public object? Value { get; }

    public Exception? Error { get; }

    public static ConversionResult Unhandled() => default;

    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value, null);

    public static ConversionResult Failed(Exception exception) => new(ConversionStatus.Failed, null, exception);
}

public enum ConversionStatus
{
    /// <summary>Not this converter's business: the next one is asked.</summary>
    Unhandled = 0,
    Succeeded = 1,
    Failed = 2,
}

/// <summary>Names the converter that is asked first for this parameter or type.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Parameter,
    AllowMultiple = true)]
public class InputConverterAttribute(Type converterType) : Attribute
{
    public Type ConverterType { get; } = converterType;
}
