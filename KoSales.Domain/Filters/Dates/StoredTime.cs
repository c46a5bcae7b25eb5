namespace KoSales.Domain.Filters.Dates;

/// <summary>Reads instants and dates in the one form in which documents hold them, without allocating. The
/// numbers order as the texts do.</summary>
internal static class StoredTime
{
    public const int Longest = 24;

    public static bool TryRead(ReadOnlySpan<byte> text, bool day, out long number) =>
        day ? TryReadDay(text, out number) : TryReadInstant(text, out number);

    public static bool IsNone(out long number)
    {
        number = 0;
        return false;
    }

    /// <summary><c>YYYY-MM-DDTHH:MM:SS.mmmZ</c> as milliseconds from 1970; false for any other text.</summary>
    public static bool TryReadInstant(ReadOnlySpan<byte> text, out long millis)
    {
        millis = 0;
        if (text.Length != Longest || text[10] != 'T' || text[23] != 'Z')
            return false;
        if (!TryReadParts(text, out var year, out var month, out var day))
            return false;
        if (!TryReadTimeOfDay(text[11..23], out var ofDay))
            return false;
        millis = DayNumbers.UtcMillis(year, month, day) + ofDay;
        return true;
    }

    /// <summary><c>HH:MM:SS.mmm</c></summary>
    private static bool TryReadTimeOfDay(ReadOnlySpan<byte> text, out long millis)
    {
        millis = 0;
        if (text[2] != ':' || text[5] != ':' || text[8] != '.')
            return false;
        var hour = Digits(text[..2]);
        var minute = Digits(text[3..5]);
        var second = Digits(text[6..8]);
        var milli = Digits(text[9..]);
        if (hour is < 0 or > 23 || !IsSixtieth(minute) || !IsSixtieth(second) || milli < 0)
            return false;
        millis = (((((hour * 60L) + minute) * 60) + second) * 1000) + milli;
        return true;
    }

    private static bool IsSixtieth(int value) => value is >= 0 and <= 59;

    /// <summary><c>YYYY-MM-DD</c> as a number of days; false for any other text.</summary>
    public static bool TryReadDay(ReadOnlySpan<byte> text, out long number)
    {
        var read = text.Length == 10 & TryReadParts(text, out var year, out var month, out var day);
        number = read ? new DateOnly(year, month, day).DayNumber : 0;
        return read;
    }

    private static bool TryReadParts(
        ReadOnlySpan<byte> text,
        out int year,
        out int month,
        out int day
    )
    {
        (year, month, day) = (0, 0, 0);
        if (text.Length < 10 || text[4] != '-' || text[7] != '-')
            return false;
        (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        return year >= 1
            && month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year, month);
    }

    /// <summary>-1 when there is something else than digits.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit((char)c))
                return -1;
            value = (value * 10) + (c - '0');
        }

        return value;
    }
}
