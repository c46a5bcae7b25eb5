using KoSales.Functions.Storage.Mongo.Connecting;

namespace KoSales.Functions.Storage;

/// <summary>Section <c>KoSales:Storage</c> of the configuration, and the setting <c>MONGODB_URI</c>.</summary>
public sealed class StorageSettings
{
    public const string Section = "KoSales:Storage";

    public const string UriSetting = "MONGODB_URI";

    /// <summary>The connection string of a MongoDB deployment: a replica set, for transactions. Empty: the
    /// store is a
    /// SQLite file.</summary>
    public string MongoUri { get; set; } = "";

    /// <summary>The name of the MongoDB database.</summary>
    public string Database { get; set; } = "ko-sales-db";

    public bool UsesMongo => !string.IsNullOrWhiteSpace(MongoUri);

    /// <summary>What is wrong with the settings, as a sentence; null when nothing is.</summary>
    /// <param name="isStartedByHost">See <see cref="HostKind.IsStartedByHost"/>.</param>
    public string? Fault(bool isStartedByHost)
    {
        if (!UsesMongo)
        {
            return isStartedByHost
                ? $"{UriSetting} is not set. Under the Functions host the store is MongoDB: set it to the connection string of a replica set, "
                    + "such as mongodb://localhost:27017/?replicaSet=rs0."
                : null;
        }

        return MongoConnection.Fault(this);
    }
}
