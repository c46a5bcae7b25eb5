using NodaTime;

namespace KoSales.Domain.Storage;

/// <summary>Values as JSON text, as patches and keyset positions take them.</summary>
public static class JsonText
{
    /// <summary>As documents hold it: <c>"2026-11-23T06:00:00.000Z"</c>, quotes included.</summary>
    public static string Of(Instant instant) => $"\"{InstantConverter.Write(instant)}\"";
}
