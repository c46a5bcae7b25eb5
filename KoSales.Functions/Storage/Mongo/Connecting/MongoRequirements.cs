using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Servers;

namespace KoSales.Functions.Storage.Mongo.Connecting;

/// <summary>What the deployment must be, and what it can do.</summary>
internal static class MongoRequirements
{
    private static readonly Version Oldest = new(6, 0);
    private static readonly Version FirstWithBulkWrite = new(8, 0);

    /// <summary>Whether the command bulkWrite is there.</summary>
    /// <exception cref="StoreRefusedException">The server is too old, or has no transactions.</exception>
    public static async Task<bool> CheckAsync(
        MongoConnection connection,
        CancellationToken cancellationToken
    )
    {
        var info = await connection.Database.RunCommandAsync<BsonDocument>(
            new BsonDocument("buildInfo", 1),
            ReadPreference.Primary,
            cancellationToken
        );
        var parts = info["versionArray"].AsBsonArray;
        var version = new Version(parts[0].ToInt32(), parts[1].ToInt32());
        if (Fault(version, info["version"].AsString, IsStandalone(connection)) is { } sentence)
            throw new StoreRefusedException(sentence);
        return version >= FirstWithBulkWrite;
    }

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    internal static string? Fault(Version version, string said, bool isStandalone)
    {
        if (version < Oldest)
            return $"The MongoDB of {StorageSettings.UriSetting} is version {said}; KO Sales needs {Oldest} or newer.";
        return isStandalone
            ? $"The MongoDB of {StorageSettings.UriSetting} is a single server without a replica set, so it has no transactions; start it with --replSet and "
                + "call rs.initiate() once."
            : null;
    }

    private static bool IsStandalone(MongoConnection connection) =>
        connection.Client.Cluster.Description.Servers.Any(s => s.Type == ServerType.Standalone);
}
