using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace KoSales.Tests.Compatibility;

/// <summary>What a task hub has still to do.</summary>
/// <param name="Activities">Activities that are to run, by their names.</param>
/// <param name="Messages">What waits in the inbox, by the orchestrator that it is for.</param>
/// <param name="Timers">Timers that have not fired, by orchestrator.</param>
internal sealed record HubWork(
    IReadOnlyDictionary<string, int> Activities,
    IReadOnlyDictionary<string, int> Messages,
    IReadOnlyDictionary<string, int> Timers
);

/// <summary>Looks into a task hub's file from outside.</summary>
internal sealed class HubFile(string data) : IDisposable
{
    private const string Instances =
        "key, id, name, execution, status, updated, parent, parent_name, parent_execution, parent_task, input, output, custom";

    private readonly SqliteFile _file = new(Path.Combine(data, Name));

    public const string Name = "taskhub.db";

    public HubWork Work() =>
        new(
            Counts("SELECT name, count(*) FROM activities GROUP BY name"),
            Counts(
                "SELECT i.name, count(*) FROM inbox m JOIN instances i ON i.id = m.instance GROUP BY i.name"
            ),
            Counts(
                "SELECT i.name, count(*) FROM timers t JOIN instances i ON i.id = t.instance GROUP BY i.name"
            )
        );

    /// <summary>How many messages and activities there are, also those for instances that are gone.</summary>
    public long Open() =>
        _file.Read(
            "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM activities)",
            row => row.GetInt64(0)
        )[0];

    /// <summary>Waits until an activity of the instance has failed for the time being.</summary>
    public async Task FailedOnceAsync(string instance)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Latest(instance).Events.Any(e => e.Type == RecordedEventType.TaskFailed))
            await Task.Delay(20, deadline.Token);
    }

    /// <summary>From now on the hub keeps the history of generations that gave way to the next one.</summary>
    public void KeepGenerations() =>
        _file.Run(
            """
            CREATE TABLE kept_messages (instance TEXT NOT NULL, execution TEXT, event BLOB NOT NULL);
            CREATE TABLE kept_last (generation INTEGER NOT NULL, event BLOB NOT NULL);
            CREATE TABLE kept_history AS SELECT key AS generation, part, events FROM history WHERE 0;
            CREATE TABLE kept AS SELECT 0 AS generation, input AS next_input, * FROM instances WHERE 0;
            CREATE TRIGGER keep_message AFTER DELETE ON inbox BEGIN
                INSERT INTO kept_messages VALUES (old.instance, old.execution, old.event);
            END;
            CREATE TRIGGER keep_generation AFTER UPDATE ON instances BEGIN
                INSERT INTO kept
                    SELECT (SELECT count(*) FROM kept), new.input, old.key, old.id, old.name, old.execution, new.status, old.created, new.updated,
                        old.completed, old.start_at, old.version, old.tags, old.parent, old.parent_name, old.parent_execution, old.parent_task,
                        old.input, old.output, old.custom, old.failure
                    WHERE new.execution <> old.execution;
                INSERT INTO kept_history SELECT (SELECT count(*) - 1 FROM kept), part, events FROM history
                    WHERE key = old.key AND new.execution <> old.execution;
                INSERT INTO kept_last SELECT (SELECT count(*) - 1 FROM kept), event FROM kept_messages
                    WHERE instance = old.id AND coalesce(execution, old.execution) = old.execution AND new.execution <> old.execution;
                DELETE FROM kept_messages WHERE instance = new.id;
            END;
            """
        );

    /// <summary>The history of the instance as it stands.</summary>
    public RecordedHistory Latest(string instance) =>
        _file
            .Read(
                $"SELECT {Instances}, key, NULL FROM instances WHERE id = $0",
                row => History(row, "history", "key"),
                instance
            )
            .Single();

    /// <summary>Ids of orchestrations of that name, the oldest first.</summary>
    public List<string> Find(string orchestrator) =>
        _file.Read(
            "SELECT id FROM instances WHERE name = $0 ORDER BY key",
            row => row.GetString(0),
            orchestrator
        );

    /// <summary>The sub-orchestration of an instance, once there is one; the last of several.</summary>
    public async Task<string> ChildAsync(string parent)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var children = _file.Read(
                "SELECT id FROM instances WHERE parent = $0 ORDER BY key",
                row => row.GetString(0),
                parent
            );
            if (children is [.., var last])
                return last;
            await Task.Delay(20, deadline.Token);
        }
    }

    /// <summary>The generations of the instance that gave way, since <see cref="KeepGenerations"/>.</summary>
    public List<RecordedHistory> Kept(string instance) =>
        _file.Read(
            $"SELECT {Instances}, generation, next_input FROM kept WHERE id = $0 ORDER BY generation",
            row => History(row, "kept_history", "generation"),
            instance
        );

    public void Dispose() => _file.Dispose();

    private Dictionary<string, int> Counts(string sql) =>
        _file
            .Read(sql, row => (Name: row.GetString(0), Count: row.GetInt32(1)))
            .ToDictionary(c => c.Name, c => c.Count);

    private RecordedHistory History(SqliteDataReader row, string table, string column)
    {
        var generation = row.GetInt64(13);
        List<RecordedEvent> events = [];
        foreach (
            var part in _file.Read(
                $"SELECT events FROM {table} WHERE {column} = $0 ORDER BY part",
                Blob,
                generation
            )
        )
            Decode(part, events);
        if (table != "history")
            DecodeLast(generation, new DateTime(row.GetInt64(5), DateTimeKind.Utc), events);
        var next = Text(row, 14);
        var status = next is null
            ? ((OrchestrationRuntimeStatus)row.GetInt32(4)).ToString()
            : RecordedOutcome.ContinuedAsNew;
        var outcome = new RecordedOutcome(status, Text(row, 11), Text(row, 12), next);
        return new RecordedHistory(FormerVersion.Current, outcome, Complete(events, row, outcome));
    }

    /// <summary>The pass that ended a generation is not in its history; the messages that it took are. Its
    /// time is that of its commit.</summary>
    private void DecodeLast(long generation, DateTime at, List<RecordedEvent> events)
    {
        events.Add(new RecordedEvent(RecordedEventType.OrchestratorStarted, at));
        foreach (
            var message in _file.Read(
                "SELECT event FROM kept_last WHERE generation = $0 ORDER BY rowid",
                Blob,
                generation
            )
        )
            Decode(message, events);
    }

    private static void Decode(byte[] stored, List<RecordedEvent> events)
    {
        var reader = new StoredEvents(stored, events.Count == 0 ? default : events[^1].Timestamp);
        while (!reader.AtEnd)
            events.Add(reader.Next());
    }

    /// <summary>Puts in what the hub keeps in the instance's row, or once only.</summary>
    private static List<RecordedEvent> Complete(
        List<RecordedEvent> events,
        SqliteDataReader row,
        RecordedOutcome outcome
    )
    {
        var due = events
            .Where(e => e.Type == RecordedEventType.TimerCreated)
            .ToDictionary(e => e.Id!.Value, e => e.FireAt);
        return events.ConvertAll(e =>
            e.Type switch
            {
                RecordedEventType.ExecutionStarted => e with
                {
                    Name = row.GetString(2),
                    Input = Text(row, 10),
                    InstanceId = row.GetString(1),
                    ExecutionId = row.GetString(3),
                    Parent = Parent(row),
                },
                RecordedEventType.TimerFired => e with { FireAt = due[e.TaskId!.Value] },
                RecordedEventType.ExecutionCompleted => e with { Result = outcome.Output },
                _ => e,
            }
        );
    }

    private static RecordedParent? Parent(SqliteDataReader row) =>
        row.IsDBNull(6)
            ? null
            : new RecordedParent(
                row.GetString(6),
                row.GetString(7),
                row.GetString(8),
                row.GetInt32(9)
            );

    private static string? Text(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[] Blob(SqliteDataReader row) => (byte[])row[0];
}
