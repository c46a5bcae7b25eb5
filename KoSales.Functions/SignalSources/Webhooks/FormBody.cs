using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace KoSales.Functions.SignalSources.Webhooks;

/// <summary>A form as it is posted (<c>application/x-www-form-urlencoded</c>), as the JSON object that is
/// stored.</summary>
internal static class FormBody
{
    public const string MediaType = "application/x-www-form-urlencoded";

    public const int MostBytes = 16 * 1024;

    private const int MostFields = 50;
    private const int LongestName = 100;
    private const int LongestValue = 4_000;

    /// <summary>Null for what is none, or too large.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, StringValues>?> ReadAsync(
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        if (body.Length > MostBytes)
            return null;
        using FormReader reader = new(Encoding.UTF8.GetString(body.Span))
        {
            ValueCountLimit = MostFields,
            KeyLengthLimit = LongestName,
            ValueLengthLimit = LongestValue,
        };
        try
        {
            return await reader.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Each field once, with its last value.</summary>
    public static byte[] ToJson(IReadOnlyDictionary<string, StringValues> form)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in form)
                writer.WriteString(name, values.LastOrDefault() ?? "");
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }
}
