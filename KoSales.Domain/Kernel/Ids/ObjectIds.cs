using System.Globalization;
using NodaTime;

namespace KoSales.Domain.Kernel.Ids;

/// <summary>Ids that are not counted: 24 hex digits in lower case, of which the first 8 are seconds since
/// 1970, as MongoDB's ObjectIds have them. The rest is random, so nothing has to be asked for one.</summary>
public static class ObjectIds
{
    private const int RandomDigits = 16;

    public static string Next(Instant now) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{now.ToUnixTimeSeconds():x8}{Random(now).AsSpan(16, RandomDigits)}"
        );

    private static string Random(Instant now) =>
        Guid.CreateVersion7(now.ToDateTimeOffset()).ToString("N");
}
