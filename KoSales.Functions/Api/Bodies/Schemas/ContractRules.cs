using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>The data annotations of one member, as bounds of its node.</summary>
internal sealed class ContractRules(ICustomAttributeProvider? attributes)
{
    private readonly object[] _all = attributes?.GetCustomAttributes(true) ?? [];

    public static bool IsNumber(Type type) =>
        type == typeof(int)
        || type == typeof(long)
        || type == typeof(short)
        || type == typeof(byte)
        || type == typeof(decimal)
        || type == typeof(double)
        || type == typeof(float);

    /// <summary>What a list or map says of its elements as well.</summary>
    public ICustomAttributeProvider? OfElements => IsInTheClear ? new InTheClear() : null;

    public bool IsInTheClear => One<KeptInTheClearAttribute>() is not null;

    public ContractNode Anything(Type type) =>
        new ContractNode.Anything(type) { InTheClear = IsInTheClear };

    public ContractNode.Text Text(ContractNode.TextForm form = ContractNode.TextForm.Plain)
    {
        var length = One<StringLengthAttribute>();
        return new ContractNode.Text(
            form,
            length?.MinimumLength ?? One<MinLengthAttribute>()?.Length ?? 0,
            length?.MaximumLength
                ?? One<MaxLengthAttribute>()?.Length
                ?? ContractNode.Text.DefaultMaxLength
        )
        {
            InTheClear = IsInTheClear,
            Pattern = One<RegularExpressionAttribute>() is { } pattern ? WholeOf(pattern) : null,
            Allowed = One<AllowedValuesAttribute>() is { } allowed
                ? [.. allowed.Values.OfType<string>()]
                : null,
        };
    }

    /// <summary>In time linear to the text, so that no clock decides about a body on a busy machine.</summary>
    private static Regex WholeOf(RegularExpressionAttribute pattern) =>
        new(
            $"^(?:{pattern.Pattern})$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
        );

    public ContractNode.Text Choice(IReadOnlyList<string> names)
    {
        var allowed = One<AllowedValuesAttribute>()?.Values.OfType<string>().ToList();
        return new ContractNode.Text(ContractNode.TextForm.Plain, 0, 100)
        {
            Allowed = allowed is { Count: > 0 } ? allowed : names,
        };
    }

    public ContractNode Number(Type type, bool asText)
    {
        var (low, high) = Bounds(type);
        if (One<RangeAttribute>() is { } range)
        {
            low = Math.Max(low, Convert(range.Minimum, low));
            high = Math.Min(high, Convert(range.Maximum, high));
        }
        return asText
            ? new ContractNode.Text(ContractNode.TextForm.Decimal, 1, 40)
            {
                Minimum = low,
                Maximum = high,
            }
            : new ContractNode.Number(low, high, IsWhole(type));
    }

    private static bool IsWhole(Type type) =>
        type != typeof(decimal) && type != typeof(double) && type != typeof(float);

    public ContractNode.Items Items(ContractNode element) =>
        new(
            element,
            One<MinLengthAttribute>()?.Length ?? 0,
            One<MaxLengthAttribute>()?.Length ?? ContractNode.Items.DefaultMaximum
        );

    private static (decimal Low, decimal High) Bounds(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => (int.MinValue, int.MaxValue),
            TypeCode.Int64 => (long.MinValue, long.MaxValue),
            TypeCode.Int16 => (short.MinValue, short.MaxValue),
            TypeCode.Byte => (byte.MinValue, byte.MaxValue),
            _ => (decimal.MinValue, decimal.MaxValue),
        };

    // [Range(0, double.MaxValue)] means no upper bound.
    private static decimal Convert(object bound, decimal otherwise)
    {
        var number = System.Convert.ToDouble(bound, CultureInfo.InvariantCulture);
        return Math.Abs(number) >= (double)decimal.MaxValue
            ? otherwise
            : System.Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
    }

    private T? One<T>()
        where T : Attribute => _all.OfType<T>().FirstOrDefault();

    private sealed class InTheClear : ICustomAttributeProvider
    {
        private static readonly object[] Only = [new KeptInTheClearAttribute()];

        public object[] GetCustomAttributes(bool inherit) => Only;

        public object[] GetCustomAttributes(Type attributeType, bool inherit) =>
            IsDefined(attributeType, inherit) ? Only : [];

        public bool IsDefined(Type attributeType, bool inherit) =>
            attributeType == typeof(KeptInTheClearAttribute);
    }
}
