using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>MongoDB's order of values: by type first, numbers of all widths among each other, texts by
/// their UTF-8
/// bytes.</summary>
internal sealed class BsonOrder : IComparer<BsonValue>, IEqualityComparer<BsonValue>
{
    public static readonly BsonOrder Instance = new();

    private const decimal Widest = 7e27m;

    private BsonOrder() { }

    public int Compare(BsonValue? x, BsonValue? y)
    {
        var (left, right) = (x ?? BsonNull.Value, y ?? BsonNull.Value);
        var rank = Rank(left.BsonType).CompareTo(Rank(right.BsonType));
        return rank != 0 ? rank : CompareAlike(left, right);
    }

    public bool Equals(BsonValue? x, BsonValue? y) => Compare(x, y) == 0;

    public int GetHashCode(BsonValue value) =>
        value switch
        {
            { IsNumeric: true } => value.ToDouble().GetHashCode(),
            BsonString text => text.Value.GetHashCode(StringComparison.Ordinal),
            BsonDocument document => document.Aggregate(
                17,
                (hash, e) => HashCode.Combine(hash, e.Name, GetHashCode(e.Value))
            ),
            BsonArray array => array.Aggregate(
                19,
                (hash, e) => HashCode.Combine(hash, GetHashCode(e))
            ),
            _ => value.GetHashCode(),
        };

    /// <summary>Whether a range condition compares the two at all.</summary>
    public static bool AreComparable(BsonValue left, BsonValue right) =>
        Rank(left.BsonType) == Rank(right.BsonType);

    public static int Rank(BsonType type) =>
        type switch
        {
            BsonType.MinKey => 0,
            BsonType.Undefined or BsonType.Null => 1,
            BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => 2,
            BsonType.String or BsonType.Symbol => 3,
            BsonType.Document => 4,
            BsonType.Array => 5,
            BsonType.Binary => 6,
            BsonType.ObjectId => 7,
            BsonType.Boolean => 8,
            BsonType.DateTime => 9,
            BsonType.Timestamp => 10,
            BsonType.RegularExpression => 11,
            BsonType.MaxKey => 13,
            _ => 12,
        };

    private int CompareAlike(BsonValue left, BsonValue right) =>
        left switch
        {
            { IsNumeric: true } => CompareNumbers(left, right),
            BsonString => CompareTexts(left.AsString, right.AsString),
            BsonDocument document => CompareDocuments(document, right.AsBsonDocument),
            BsonArray array => CompareArrays(array, right.AsBsonArray),
            BsonNull or BsonUndefined => 0,
            _ => left.CompareTo(right),
        };

    private static int CompareNumbers(BsonValue left, BsonValue right)
    {
        if (IsInteger(left) && IsInteger(right))
            return left.ToInt64().CompareTo(right.ToInt64());
        return AsDecimal(left) is { } a && AsDecimal(right) is { } b
            ? a.CompareTo(b)
            : left.ToDouble().CompareTo(right.ToDouble());
    }

    private static bool IsInteger(BsonValue value) =>
        value.BsonType is BsonType.Int32 or BsonType.Int64;

    /// <summary>Null for what a decimal cannot hold, which is then compared as a double.</summary>
    private static decimal? AsDecimal(BsonValue value)
    {
        if (IsInteger(value))
            return value.ToInt64();
        var approximate = value.ToDouble();
        if (!double.IsFinite(approximate) || Math.Abs(approximate) > (double)Widest)
            return null;
        return value is BsonDecimal128 number
            ? Decimal128.ToDecimal(number.Value)
            : (decimal)approximate;
    }

    /// <summary>Code units order as UTF-8 bytes do, but for surrogates, which stand above all else in
    /// UTF-8.</summary>
    private static int CompareTexts(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        var surrogates = char.IsSurrogate(a).CompareTo(char.IsSurrogate(b));
        return surrogates != 0 ? surrogates : a.CompareTo(b);
    }

    private int CompareDocuments(BsonDocument left, BsonDocument right)
    {
        for (var i = 0; i < left.ElementCount && i < right.ElementCount; i++)
        {
            var (a, b) = (left.GetElement(i), right.GetElement(i));
            var type = Rank(a.Value.BsonType).CompareTo(Rank(b.Value.BsonType));
            if (type != 0)
                return type;
            var name = string.CompareOrdinal(a.Name, b.Name);
            if (name != 0)
                return name;
            var value = Compare(a.Value, b.Value);
            if (value != 0)
                return value;
        }

        return left.ElementCount.CompareTo(right.ElementCount);
    }

    private int CompareArrays(BsonArray left, BsonArray right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            var value = Compare(left[i], right[i]);
            if (value != 0)
                return value;
        }

        return left.Count.CompareTo(right.Count);
    }
}
