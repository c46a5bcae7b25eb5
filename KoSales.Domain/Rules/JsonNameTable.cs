using System.Text;
using System.Text.Json;

namespace KoSales.Domain.Rules;

/// <summary>The wanted members of an object, found by their names' bytes.</summary>
internal sealed class JsonNameTable
{
    private readonly JsonName?[] _buckets;

    public JsonNameTable(IReadOnlyCollection<(string[] Segments, int Place)> paths)
    {
        var groups = paths.GroupBy(p => p.Segments[0]).ToArray();
        _buckets = new JsonName?[
            (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)groups.Length * 2)
        ];
        foreach (var group in groups)
        {
            var name = Encoding.UTF8.GetBytes(group.Key);
            ref var bucket = ref _buckets[BucketOf(name)];
            bucket = new JsonName(name, PlaceOf(group), MembersOf(group), bucket);
        }
    }

    private static int PlaceOf(IEnumerable<(string[] Segments, int Place)> paths) =>
        paths.Where(p => p.Segments.Length == 1).Select(p => p.Place).DefaultIfEmpty(-1).First();

    private static JsonNameTable? MembersOf(IEnumerable<(string[] Segments, int Place)> paths)
    {
        var deeper = paths
            .Where(p => p.Segments.Length > 1)
            .Select(p => (p.Segments[1..], p.Place))
            .ToArray();
        return deeper.Length == 0 ? null : new JsonNameTable(deeper);
    }

    /// <param name="reader">At a property's name.</param>
    public JsonName? Find(in Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            return Find(Encoding.UTF8.GetBytes(reader.GetString()!));
        return Find(reader.ValueSpan);
    }

    private JsonName? Find(ReadOnlySpan<byte> text)
    {
        for (var name = _buckets[BucketOf(text)]; name is not null; name = name.Next)
        {
            if (text.SequenceEqual(name.Utf8))
                return name;
        }

        return null;
    }

    private int BucketOf(ReadOnlySpan<byte> text) =>
        text.IsEmpty
            ? 0
            : ((text.Length * 31) ^ (text[0] * 7) ^ (text[^1] * 3) ^ text[text.Length / 2])
                & (_buckets.Length - 1);
}

/// <param name="Place">Where the value goes; -1 when only members of it are wanted.</param>
/// <param name="Members">Null when none is wanted.</param>
/// <param name="Next">In the same bucket.</param>
internal sealed record JsonName(byte[] Utf8, int Place, JsonNameTable? Members, JsonName? Next);
