using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.MongoDouble;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace KoSales.Tests.Storage;

/// <summary>The adapter on a server that fails on command, with a look at what it sends and stores.</summary>
internal sealed class MongoRig : IAsyncDisposable
{
    private static readonly HashSet<string> OfTheDriver =
    [
        "hello",
        "isMaster",
        "endSessions",
        "abortTransaction",
    ];

    private readonly List<string> _commands = [];
    private readonly MongoConnection _connection;

    public MongoRig(Version? version = null, string options = "", TimeProvider? clock = null)
    {
        Server = MongoDoubleServer.Start(
            new MongoDoubleOptions { Version = version ?? new Version(8, 0, 4) }
        );
        Clock = clock ?? Samples.Clock;
        _connection = Connect(options, builder => builder.Subscribe<CommandStartedEvent>(Note));
        Store = new MongoDocumentStore(_connection, Clock, Logger);
    }

    public MongoDoubleServer Server { get; }

    public TimeProvider Clock { get; }

    public MongoDocumentStore Store { get; }

    public Lines Logger { get; } = new();

    public IMongoDatabase Database => _connection.Database;

    public IMongoCollection<BsonDocument> Stored => _connection[Samples.Collection];

    /// <summary>Names of the commands that the adapter has sent since the last <see cref="Forget"/>, as the
    /// driver's
    /// own events tell them.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_commands)
                return [.. _commands];
        }
    }

    public static async Task<MongoRig> StartAsync(Version? version = null, string options = "")
    {
        var rig = new MongoRig(version, options);
        await rig.Store.EnsureAsync(Samples.All, CancellationToken.None);
        rig.Forget();
        return rig;
    }

    /// <summary>Another instance of the app on the same database.</summary>
    public MongoDocumentStore Another() => new(Connect("", null), Clock, Logger);

    public void Forget()
    {
        lock (_commands)
            _commands.Clear();
    }

    public Task<CommitResult> CommitAsync(Func<WriteBatch, WriteBatch> write) =>
        Store.CommitAsync(write(new WriteBatch()), CancellationToken.None).AsTask();

    public async Task<string[]> IdsAsync(Query query) =>
        [.. (await Store.QueryAsync(query, CancellationToken.None)).Select(d => d.Id)];

    public async Task<BsonDocument> StoredAsync(string id) =>
        await Stored.Find(new BsonDocument("_id", id)).SingleAsync();

    public async Task<string[]> IndexesAsync() =>
        [
            .. (await (await Stored.Indexes.ListAsync()).ToListAsync())
                .Select(i => i["name"].AsString)
                .Order(StringComparer.Ordinal),
        ];

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Server.DisposeAsync();
    }

    private MongoConnection Connect(
        string options,
        Action<MongoDB.Driver.Core.Configuration.ClusterBuilder>? configure
    ) =>
        MongoConnection.Open(
            new StorageSettings { MongoUri = Server.Uri + options, Database = "rig" },
            configure
        );

    private void Note(CommandStartedEvent started)
    {
        if (OfTheDriver.Contains(started.CommandName))
            return;
        lock (_commands)
            _commands.Add(started.CommandName);
    }

    /// <summary>Keeps what was logged.</summary>
    internal sealed class Lines : ILogger<MongoDocumentStore>
    {
        private readonly List<string> _lines = [];

        public string Text
        {
            get
            {
                lock (_lines)
                    return string.Join('\n', _lines);
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (_lines)
                _lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
