namespace KoSales.Domain.Kernel;

/// <summary>What a fault says to programs beside its sentence. It goes on the wire as what it is: a number
/// as a number, several texts as an array.</summary>
public abstract record Fact
{
    private Fact() { }

    public static implicit operator Fact(string value) => new Text(value);

    public static implicit operator Fact(long value) => new Number(value);

    public static implicit operator Fact(string[] values) => new Texts(values);

    /// <summary>An id, a key, a state, an instant.</summary>
    public sealed record Text(string Value) : Fact
    {
        public override string ToString() => Value;
    }

    /// <summary>A count or a length of time in whole units.</summary>
    public sealed record Number(long Value) : Fact
    {
        public override string ToString() =>
            Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Several ids, keys or codes.</summary>
    public sealed record Texts(IReadOnlyList<string> Values) : Fact
    {
        public override string ToString() => string.Join(", ", Values);
    }
}
