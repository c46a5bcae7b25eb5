using SQLitePCL;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>A prepared statement of one connection. Bind, step, read, then <see cref="Dispose"/>, which
/// makes it ready for the next use.</summary>
internal sealed class Statement(sqlite3 db, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Between being prepared and being disposed.</summary>
    public bool IsInUse { get; private set; }

    public Statement Use()
    {
        IsInUse = true;
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        if (value is null)
            Check(raw.sqlite3_bind_null(handle, index));
        else
            Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(handle, index, value));
        return this;
    }

    /// <summary>Binds UTF-8 as text, without a detour through a string.</summary>
    public Statement BindUtf8(int index, ReadOnlySpan<byte> value)
    {
        // An empty span has no address, which SQLite would take for no value.
        if (value.IsEmpty)
            return Bind(index, "");
        Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    /// <summary>Texts, longs, doubles and nulls, in order from <paramref name="first"/>.</summary>
    public Statement BindAll(IReadOnlyList<object?> values, int first = 1)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is long integer)
                Bind(first + i, integer);
            else if (values[i] is double real)
                Bind(first + i, real);
            else
                Bind(first + i, (string?)values[i]);
        }

        return this;
    }

    /// <summary>True while there is a row.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            throw SqliteLink.Failure(db);
        return false;
    }

    /// <summary>Runs to the end; returns how many rows the statement itself changed (triggers not
    /// counted).</summary>
    public int Run()
    {
        while (Step()) { }

        return raw.sqlite3_changes(db);
    }

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) =>
        TypeOf(column) == ColumnType.Null ? null : Text(column);

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public ColumnType TypeOf(int column) => (ColumnType)raw.sqlite3_column_type(handle, column);

    /// <summary>The bytes of a text, until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>A copy of the bytes of a text.</summary>
    public byte[] Utf8(int column) => Bytes(column).ToArray();

    /// <summary>Makes it ready to be run again with what is bound.</summary>
    /// <remarks>The code is that of the last step, which was reported then.</remarks>
    public void Rewind() => _ = raw.sqlite3_reset(handle);

    public void Dispose()
    {
        Rewind();
        _ = raw.sqlite3_clear_bindings(handle);
        IsInUse = false;
    }

    public void Finish() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw SqliteLink.Failure(db);
    }
}

/// <summary>SQLite's types of values.</summary>
internal enum ColumnType
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
