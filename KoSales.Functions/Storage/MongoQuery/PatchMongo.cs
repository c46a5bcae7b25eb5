using System.Text.Json;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>A patch as a MongoDB update document.</summary>
internal static class PatchMongo
{
    public static string Update(Collection collection, Patch patch) => MongoJson.Text(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("$set");
        writer.WriteString("updated_at", InstantConverter.Write(patch.At));
        writer.WriteString("updated_by", patch.By);
        foreach (var (path, json) in patch.Set.Where(s => !Removes(s.Value))) WriteSet(writer, collection, path, json!);
        writer.WriteEndObject();
        WriteUnset(writer, [.. patch.Set.Where(s => Removes(s.Value)).Select(s => s.Key)]);
        writer.WriteStartObject("$inc");
        writer.WriteNumber("version", 1);
        foreach (var (path, amount) in patch.Increment)
        {
            writer.WritePropertyName(MongoNames.Field(path));
            writer.WriteDecimal(amount);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static bool Removes(string? json) => json is null or "null";

    private static void WriteSet(Utf8JsonWriter writer, Collection collection, string path, string json)
    {
        var value = JsonElement.Parse(json);
        writer.WritePropertyName(MongoNames.Field(path));
        if (value.ValueKind == JsonValueKind.String && MongoNames.IsDate(collection, path)) writer.WriteDate(value.GetString()!);
        else writer.WriteStored(value);
    }

    private static void WriteUnset(Utf8JsonWriter writer, string[] paths)
    {
        if (paths.Length == 0) return;
        writer.WriteStartObject("$unset");
        foreach (var path in paths) writer.WriteString(MongoNames.Field(path), "");
        writer.WriteEndObject();
    }
}
