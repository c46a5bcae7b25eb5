using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Storage;

/// <summary>Copies JSON that one of our documents held already into another as it is, byte by byte.</summary>
public sealed class VerbatimJson : JsonConverter<JsonElement?>
{
    public override JsonElement? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => JsonElement.ParseValue(ref reader);

    public override void Write(
        Utf8JsonWriter writer,
        JsonElement? value,
        JsonSerializerOptions options
    ) => writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value!.Value), skipInputValidation: true);
}
