using Microsoft.Data.Sqlite;

namespace KoSales.Tests.Compatibility;

/// <summary>One of the app's files, opened beside the app.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;

    public SqliteFile(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        _connection.Open();
        Run("PRAGMA busy_timeout = 10000");
    }

#pragma warning disable CA2100 // The tests' own texts.
    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <param name="parameters">For <c>$0</c>, <c>$1</c>, ….</param>
    public List<T> Read<T>(
        string sql,
        Func<SqliteDataReader, T> row,
        params ReadOnlySpan<object> parameters
    )
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters.AddWithValue($"${i}", parameters[i]);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }
#pragma warning restore CA2100

    public void Dispose() => _connection.Dispose();
}
