using System.Collections.Concurrent;
using System.Text.Json;
using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// Reads on connections of its own, so that a query never waits for the writer. Thread-safe; each call sees one
/// snapshot.
/// </summary>
internal sealed class HubReader(string path) : IDisposable
{
    private const string Columns = """
        key, id, name, execution, status, created, updated, completed, start_at, version, tags,
        parent, parent_name, parent_execution, parent_task, input, output, custom, failure
        """;

    private readonly ConcurrentBag<HubConnection> _idle = [];
    private volatile bool _closed;

    internal InstanceRow? Instance(string id) => Use(connection => Instance(connection, id));

    /// <summary>The instance with its whole history; null when there is none.</summary>
    internal InstanceState? State(string id) =>
        Use(connection =>
        {
            connection.Sql("BEGIN").Run();
            try
            {
                return Instance(connection, id) is { } row ? WithHistory(connection, row) : null;
            }
            finally
            {
                connection.Sql("COMMIT").Run();
            }
        });

    /// <summary>In id order, those after <paramref name="after"/>.</summary>
    internal List<InstanceRow> Find(InstanceFilter filter, string after, int limit) =>
        Use(connection =>
        {
            var find = connection.Sql(
                $"SELECT {Columns} FROM instances WHERE {InstanceFilter.Condition} ORDER BY id LIMIT ?"
            );
            filter.Bind(find, after).Bind((long)limit);
            var found = new List<InstanceRow>();
            while (find.Read())
                found.Add(Row(find));
            return found;
        });

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private static InstanceRow? Instance(HubConnection connection, string id)
    {
        var find = connection.Sql($"SELECT {Columns} FROM instances WHERE id=?").Bind(id);
        if (!find.Read())
            return null;
        var row = Row(find);
        find.Reset();
        return row;
    }

    private static InstanceState WithHistory(HubConnection connection, InstanceRow row)
    {
        var (events, parts) = (new List<HubEvent>(), 0);
        var find = connection
            .Sql("SELECT part, events FROM history WHERE key=? ORDER BY part")
            .Bind(row.Key);
        while (find.Read())
        {
            EventCodec.Decode(find.Blob(1), events);
            parts = (int)find.Number(0) + 1;
        }

        return new InstanceState(row, events, parts);
    }

    private static InstanceRow Row(Statement read) =>
        new(
            read.Number(0),
            Start(read),
            (OrchestrationRuntimeStatus)read.Number(4),
            read.Time(5),
            read.Time(6)
        )
        {
            CompletedAt = read.IsNull(7) ? null : read.Time(7),
            Output = read.TextOrNull(16),
            CustomStatus = read.TextOrNull(17),
            Failure = read.TextOrNull(18) is { } failure
                ? JsonSerializer.Deserialize<TaskFailureDetails>(failure)
                : null,
        };

    private static NewInstance Start(Statement read) =>
        new(read.Text(1), read.Text(2), read.Text(3), read.TextOrNull(15))
        {
            Version = read.Text(9),
            Tags = read.TextOrNull(10),
            StartAt = read.IsNull(8) ? null : read.Time(8),
            Parent = read.IsNull(11)
                ? null
                : new ParentLink(read.Text(11), read.Text(12), read.Text(13), (int)read.Number(14)),
        };

    private T Use<T>(Func<HubConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_idle.TryTake(out var connection))
            connection = new HubConnection(path, cacheKilobytes: 4_000);
        var reusable = false;
        try
        {
            var result = read(connection);
            reusable = !_closed;
            return result;
        }
        finally
        {
            if (reusable)
                _idle.Add(connection);
            else
                connection.Dispose();
        }
    }
}
