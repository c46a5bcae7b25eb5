using System.Text.Json;

namespace KoSales.Functions.Api.Batching;

/// <summary>What was in the way of a write of a batch.</summary>
/// <param name="Write">Index of an earlier write of the same batch; null where it was the store that had the
/// key or another version.</param>
/// <param name="What">Of what there can be one: <c>phone</c>; null for a record that was changed.</param>
internal sealed record BatchClash(int? Write, string? What)
{
    private const string Blind = "_index";

    public static BatchClash Of(IReadOnlyList<WriteOperation> writes, CommitResult refused)
    {
        var at = refused.Operation;
        if (at < 0)
            return new BatchClash(null, null);
        var index = writes[at].Collection.Indexes.FirstOrDefault(i => i.Name == refused.Index);
        return index is null
            ? new BatchClash(Other(writes, at, IdOf), null)
            : new BatchClash(Other(writes, at, write => KeyOf(write, index)), Named(index));
    }

    private static int? Other(
        IReadOnlyList<WriteOperation> writes,
        int at,
        Func<WriteOperation, string?> keyOf
    )
    {
        var key = keyOf(writes[at]);
        for (var i = 0; i < at && key is not null; i++)
        {
            if (writes[i].Collection == writes[at].Collection && keyOf(writes[i]) == key)
                return i;
        }

        return null;
    }

    private static string? IdOf(WriteOperation write) => WrittenBy(write)?.Id;

    /// <summary>The values of the index in what is written; null where one is missing.</summary>
    private static string? KeyOf(WriteOperation write, IndexSpec index)
    {
        if (WrittenBy(write) is not { } written)
            return null;
        using var document = JsonDocument.Parse(written.Json);
        var root = document.RootElement;
        var values = index.Keys.Select(k => JsonFieldReader.Instance.Accessor(k)(root)).ToArray();
        return Array.Exists(values, v => v.Kind == FieldValueKind.Missing)
            ? null
            : string.Join('\n', values.Select(v => v.ToString()));
    }

    /// <summary>Null for what writes no whole document.</summary>
    private static (string Id, ReadOnlyMemory<byte> Json)? WrittenBy(WriteOperation write) =>
        write switch
        {
            WriteOperation.Insert insert => (insert.Id, insert.Json),
            WriteOperation.Replace replace => (replace.Id, replace.Json),
            WriteOperation.Upsert upsert => (upsert.Id, upsert.Json),
            _ => null,
        };

    /// <summary>The members as they are called in bodies.</summary>
    private static string Named(IndexSpec index) =>
        string.Join(
            " and ",
            index.Keys.Select(k =>
                k.EndsWith(Blind, StringComparison.Ordinal) ? k[..^Blind.Length] : k
            )
        );
}
