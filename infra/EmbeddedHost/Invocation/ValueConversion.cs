using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Converters;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>
/// Turns a trigger's value into a parameter's type, with the worker's surprises: all but strings, guids and dates goes through JSON,
/// so an enum is bound by its number only.
/// </summary>
internal sealed class ValueConversion(JsonSerializerOptions json)
{
    public Func<object, ConversionResult> To(Type target)
    {
        var bare = Nullable.GetUnderlyingType(target) ?? target;
        return value => target.IsInstanceOfType(value) ? ConversionResult.Success(value) : FromOther(value, target, bare);
    }

    private ConversionResult FromOther(object value, Type target, Type bare)
    {
        if (value is not string text) return FromObject(value, target);
        if (bare == typeof(Guid) && Guid.TryParse(text, out var guid)) return ConversionResult.Success(guid);
        if (bare == typeof(DateTimeOffset) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var instant))
            return ConversionResult.Success(instant);
        if (bare == typeof(DateTime) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date))
            return ConversionResult.Success(date);
        return bare == typeof(byte[]) ? ConversionResult.Success(Encoding.UTF8.GetBytes(text)) : FromJson(text, target);
    }

    private ConversionResult FromObject(object value, Type target)
    {
        var text = JsonSerializer.Serialize(value, value.GetType(), json);
        return target == typeof(string) ? ConversionResult.Success(text) : FromJson(text, target);
    }

    private ConversionResult FromJson(string text, Type target)
    {
        try
        {
            return ConversionResult.Success(JsonSerializer.Deserialize(text, target, json));
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            return ConversionResult.Failed(fault);
        }
    }
}
