namespace KoSales.Domain.Filters;

/// <summary>Order of texts by code point, which is the order of their UTF-8 bytes and that of both stores.
/// .NET's ordinal order goes by UTF-16 units and
/// differs for characters beyond the basic plane.</summary>
public static class TextOrder
{
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length - right.Length;
        return Rank(left[same]) - Rank(right[same]);
    }

    /// <summary>Moves surrogates above everything else in the basic plane.</summary>
    private static int Rank(char c) =>
        c switch
        {
            < '\uD800' => c,
            >= '\uE000' => c - 0x800,
            _ => c + 0x2000,
        };
}
