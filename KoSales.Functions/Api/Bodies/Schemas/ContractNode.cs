using System.Text.RegularExpressions;

namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>What one value of a body must be.</summary>
public abstract class ContractNode
{
    private ContractNode() { }

    /// <summary>How a text is written.</summary>
    public enum TextForm
    {
        Plain,

        /// <summary>RFC 3339 with offset.</summary>
        Instant,

        /// <summary>YYYY-MM-DD.</summary>
        Date,

        /// <summary>A decimal number as text, so that no reader makes a float of it.</summary>
        Decimal,
    }

    /// <param name="maxLength">In UTF-16 units, as the type's own Length counts.</param>
    public sealed class Text(TextForm form, int minLength, int maxLength) : ContractNode
    {
        /// <summary>The longest text where the contract sets no limit of its own.</summary>
        public const int DefaultMaxLength = 4000;

        public TextForm Form => form;

        public int MinLength => minLength;

        public int MaxLength => maxLength;

        /// <summary>Null for any text.</summary>
        public Regex? Pattern { get; init; }

        /// <summary>The only values taken, such as an enum's names; null for any.</summary>
        public IReadOnlyList<string>? Allowed { get; init; }

        /// <summary>See <see cref="KeptInTheClearAttribute"/>.</summary>
        public bool InTheClear { get; init; }

        /// <summary>Inclusive, for <see cref="TextForm.Decimal"/>.</summary>
        public decimal Minimum { get; init; } = decimal.MinValue;

        public decimal Maximum { get; init; } = decimal.MaxValue;

        internal Utf8Names? AllowedUtf8 =>
            Allowed is null ? null : field ??= new Utf8Names(Allowed);
    }

    /// <summary>Bounds are inclusive.</summary>
    public sealed class Number(decimal minimum, decimal maximum, bool whole) : ContractNode
    {
        public decimal Minimum => minimum;

        public decimal Maximum => maximum;

        public bool Whole => whole;
    }

    public sealed class Flag : ContractNode;

    /// <summary>Any JSON within the general limits; its meaning is checked by whoever takes it.</summary>
    /// <param name="type">As declared, for those who describe it; null where it is not known.</param>
    public sealed class Anything(Type? type = null) : ContractNode
    {
        public Type? Type => type;

        /// <summary>Every text in it; see <see cref="KeptInTheClearAttribute"/>.</summary>
        public bool InTheClear { get; init; }
    }

    public sealed class Items(ContractNode element, int minimum, int maximum) : ContractNode
    {
        public const int DefaultMaximum = 1000;

        public ContractNode Element => element;

        public int Minimum => minimum;

        public int Maximum => maximum;
    }

    /// <summary>An object with free names and values of one kind.</summary>
    public sealed class Map(ContractNode value) : ContractNode
    {
        public ContractNode Value => value;

        /// <summary>The names; see <see cref="KeptInTheClearAttribute"/>.</summary>
        public bool InTheClear { get; init; }
    }

    /// <summary>An object with the members of a record. Filled after it is made, since records may contain
    /// themselves.</summary>
    public sealed class Record(Type type) : ContractNode
    {
        private Utf8Names _names = new([]);

        public Type Type => type;

        public IReadOnlyList<ContractMember> Members { get; private set; } = [];

        internal void Fill(IReadOnlyList<ContractMember> members)
        {
            if (members.Count > 128)
                throw new NotSupportedException($"{type} has more than 128 members");
            Members = members;
            _names = new Utf8Names([.. members.Select(m => m.Name)]);
        }

        internal int Find(ReadOnlySpan<byte> name) => _names.Find(name);
    }
}

/// <param name="Nullable">JSON null is taken.</param>
/// <param name="Description">From <c>[Description]</c>; null for none.</param>
public sealed record ContractMember(
    string Name,
    ContractNode Node,
    bool Required,
    bool Nullable,
    string? Description
)
{
    /// <summary>See <see cref="DecidesAttribute"/>; null for a member that others do not hang on.</summary>
    public IReadOnlyList<string>? Decides { get; init; }
}
