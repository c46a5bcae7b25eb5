namespace KoSales.Domain.Events;

/// <summary>The records that a commit wrote, for whoever hands on its events right away and would read them
/// again otherwise.</summary>
/// <param name="committed">Not added to any more.</param>
public sealed class CommittedRecords(WriteBatch committed)
{
    /// <summary>The record as the commit left it; null when it did not write the record as a whole, or may have
    /// patched it afterwards.</summary>
    public ReadOnlyMemory<byte>? Find(Collection collection, string id)
    {
        var operations = committed.Operations;
        for (var i = operations.Count - 1; i >= 0; i--)
        {
            var operation = operations[i];
            if (!ReferenceEquals(operation.Collection, collection))
                continue;
            if (operation is WriteOperation.PatchWhere or WriteOperation.DeleteWhere)
                return null;
            if (WholeOf(operation, id) is { } json)
                return json;
        }

        return null;
    }

    private static byte[]? WholeOf(WriteOperation operation, string id) =>
        operation switch
        {
            WriteOperation.Insert { IgnoreDuplicate: false } insert when insert.Id == id =>
                insert.Json,
            WriteOperation.Replace replace when replace.Id == id => replace.Json,
            WriteOperation.Upsert upsert when upsert.Id == id => upsert.Json,
            _ => null,
        };
}
