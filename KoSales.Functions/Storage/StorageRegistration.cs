using KoSales.Functions.Storage.Migrations;
using KoSales.Functions.Storage.Mongo;
using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Storage;

public static class StorageRegistration
{
    private const string FileName = "ko-sales.db";

    /// <summary>Adds the document store and the id allocator: MongoDB where <c>MONGODB_URI</c> is set, else
    /// a SQLite
    /// file in the data folder, which only a process started by hand may have: instances of a Functions
    /// host share
    /// nothing but store and settings.</summary>
    /// <remarks>One store for the whole process, closed with the host: SQLite writes what waits, the driver
    /// closes its
    /// connections.</remarks>
    public static IServiceCollection AddDocumentStore(this IServiceCollection services)
    {
        services
            .AddOptions<StorageSettings>()
            .BindConfiguration(StorageSettings.Section)
            .Configure<IConfiguration>(
                (settings, configuration) =>
                    settings.MongoUri = configuration[StorageSettings.UriSetting] ?? ""
            )
            .Refuse(settings => settings.Fault(HostKind.IsStartedByHost));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDocumentStore>(s => new BannableStore(
            Open(s),
            s.GetServices<ICommitAddition>()
        ));
        services.AddSingleton(Allocator);
        return services.AddCollections(MigrationRecord.Collection).AddSingleton<DataMigrations>();
    }

    private static IDocumentStore Open(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<IOptions<StorageSettings>>().Value;
        var clock = provider.GetRequiredService<TimeProvider>();
        if (settings.UsesMongo)
            return new MongoDocumentStore(
                MongoConnection.Open(settings),
                clock,
                provider.GetService<ILogger<MongoDocumentStore>>()
            );
        var file = FileIn(DataFolder.Of(provider.GetRequiredService<IConfiguration>()));
        return new SqliteDocumentStore(new SqliteStoreOptions(file), clock);
    }

    /// <summary>Where the SQLite store lies.</summary>
    internal static string FileIn(DataFolder folder) => folder.File(FileName);

    private static IdAllocator Allocator(IServiceProvider provider)
    {
        var isFar = provider.GetRequiredService<IOptions<StorageSettings>>().Value.UsesMongo;
        return new IdAllocator(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<TimeProvider>(),
            isFar ? IdAllocator.LeastOverNetwork : 1
        );
    }
}
