namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// The task hub's tables. Times are UTC ticks. <c>inbox</c> and <c>activities</c> number their rows (epoch
/// of the
/// writing process in the upper half, a counter in the lower), so a number is never used twice.
/// <c>timers</c> is read
/// in due order only; task_id -1 is a start that waits for its time.
/// </summary>
internal static class HubSchema
{
    internal const int StartTimerId = -1;

    internal const string Script = """
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS hub (
            id INTEGER PRIMARY KEY CHECK (id = 1), epochs INTEGER NOT NULL,
            token INTEGER NOT NULL, owner TEXT NOT NULL, expires INTEGER NOT NULL);
        INSERT OR IGNORE INTO hub VALUES (1, 0, 0, '', 0);
        CREATE TABLE IF NOT EXISTS instances (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, execution TEXT NOT NULL, status INTEGER NOT NULL,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, completed INTEGER, start_at INTEGER, version TEXT NOT NULL, tags TEXT,
            parent TEXT, parent_name TEXT, parent_execution TEXT, parent_task INTEGER,
            input TEXT, output TEXT, custom TEXT, failure TEXT);
        CREATE INDEX IF NOT EXISTS instances_parent ON instances (parent) WHERE parent IS NOT NULL;
        CREATE TABLE IF NOT EXISTS history (
            key INTEGER NOT NULL, part INTEGER NOT NULL, events BLOB NOT NULL, PRIMARY KEY (key, part)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS inbox (
            seq INTEGER PRIMARY KEY, instance TEXT NOT NULL, execution TEXT, event BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS activities (
            seq INTEGER PRIMARY KEY, instance TEXT NOT NULL, execution TEXT NOT NULL,
            task_id INTEGER NOT NULL, name TEXT NOT NULL, input TEXT);
        CREATE TABLE IF NOT EXISTS timers (
            due INTEGER NOT NULL, instance TEXT NOT NULL, task_id INTEGER NOT NULL, execution TEXT NOT NULL,
            PRIMARY KEY (due, instance, task_id)) WITHOUT ROWID;
        COMMIT;
        """;
}
