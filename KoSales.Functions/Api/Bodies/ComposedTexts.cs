using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Functions.Storage.Migrations;

namespace KoSales.Functions.Api.Bodies;

/// <summary>A collection whose texts came in before they were tidied at the door.</summary>
/// <param name="Keys">Members of unique keys: they stay as they are where another document has the key
/// already.</param>
public sealed record UntidyTexts(Collection Collection, params IReadOnlyList<string> Keys);

/// <summary>Stored texts in the one form in which bodies and queries come: see <see cref="Texts.Tidy"/>.</summary>
internal sealed class ComposedTexts(IEnumerable<UntidyTexts> untidy) : IDataMigration
{
    private readonly Dictionary<Collection, UntidyTexts> _untidy = untidy.ToDictionary(u =>
        u.Collection
    );

    public int Step => 1;

    public string Name => "texts are composed, and without characters that nobody sees";

    public IReadOnlyList<Collection> Collections => [.. _untidy.Keys.OrderBy(c => c.Name)];

    public ValueTask AddAsync(
        WriteBatch batch,
        MigrationPage page,
        CancellationToken cancellationToken
    )
    {
        foreach (var stored in page.Documents)
        {
            IReadOnlyList<string> kept = page.Collided.Contains(stored.Id)
                ? _untidy[page.Collection].Keys
                : [];
            if (Tidied(stored, kept) is { } tidy)
                page.Collection.Rewrite(batch, tidy);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Null when it is tidy.</summary>
    private static RawDocument? Tidied(RawDocument stored, IReadOnlyList<string> kept)
    {
        if (JsonTexts.Tidied(stored.Json.Span) is not { } json)
            return null;
        var (before, tidy) = (Read(stored.Json.Span), Read(json));
        foreach (var member in kept)
            tidy[member] = before[member]?.DeepClone();
        if (JsonNode.DeepEquals(before, tidy))
            return null;
        foreach (var list in tidy.Select(m => m.Value).OfType<JsonArray>())
            WithoutRepeats(list);
        return stored with
        {
            Json = JsonSerializer.SerializeToUtf8Bytes(tidy, NodeJson.Default.JsonObject),
        };
    }

    /// <summary>Two forms of one text have become one.</summary>
    private static void WithoutRepeats(JsonArray list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            if (
                list[i] is JsonValue value
                && value.TryGetValue(out string? text)
                && !seen.Add(text)
            )
                list.RemoveAt(i--);
        }
    }

    private static JsonObject Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonNode.Parse(ref reader)!.AsObject();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeJson : System.Text.Json.Serialization.JsonSerializerContext;
