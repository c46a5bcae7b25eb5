using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;

namespace KoSales.Domain.Storage;

/// <summary>Values as JSON text, as patches and keyset positions take them.</summary>
public static class JsonText
{
    /// <summary>As documents hold it: <c>"2026-11-23T06:00:00.000Z"</c>, quotes included.</summary>
    public static string Of(Instant instant) => $"\"{InstantConverter.Write(instant)}\"";

    /// <summary>Null for null: the member is removed.</summary>
    public static string? Of(string? text) =>
        text is null
            ? null
            : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
