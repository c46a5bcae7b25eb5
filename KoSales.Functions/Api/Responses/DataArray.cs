namespace KoSales.Functions.Api.Responses;

/// <summary>The shape of every answer with many: an object that begins with <c>data</c>.</summary>
internal static class DataArray
{
    /// <summary>Opens the object and writes the whole array; whoever calls closes the object.</summary>
    /// <param name="write">Appends the JSON of one.</param>
    public static void AppendData<T>(
        this PooledBuffer body,
        IReadOnlyList<T> items,
        Action<PooledBuffer, T> write
    )
    {
        body.Append("{\"data\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                body.Append((byte)',');
            write(body, items[i]);
        }

        body.Append((byte)']');
    }
}
