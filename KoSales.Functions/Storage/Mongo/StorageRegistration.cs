using KoSales.Domain.Storage;
using KoSales.Functions.Storage.Mongo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Storage;

public static class StorageRegistration
{
    /// <summary>Adds the document store and the id allocator. One client for the whole process; the driver pools and closes its connections.</summary>
    public static IServiceCollection AddDocumentStore(this IServiceCollection services)
    {
        services.AddOptions<MongoStorageSettings>()
            .BindConfiguration("KoSales:Storage")
            .Configure<IConfiguration>((settings, configuration) => settings.Uri = configuration["MONGODB_URI"] ?? settings.Uri)
            .Validate(s => !string.IsNullOrWhiteSpace(s.Uri), "MONGODB_URI is empty: the connection string of the MongoDB deployment (a replica set, for transactions).")
            .Validate(s => !string.IsNullOrWhiteSpace(s.Database), "KoSales:Storage:Database is empty: the name of the database, ko-sales-db unless set.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => MongoConnection.Open(provider.GetRequiredService<IOptions<MongoStorageSettings>>().Value));
        services.AddSingleton<IDocumentStore>(provider => new MongoDocumentStore(provider.GetRequiredService<MongoConnection>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IdAllocator>();
        return services;
    }
}

/// <summary>Section <c>KoSales:Storage</c> of the configuration, and the setting <c>MONGODB_URI</c>.</summary>
internal sealed class MongoStorageSettings
{
    public string Uri { get; set; } = "mongodb://localhost:27017/?replicaSet=rs0";

    public string Database { get; set; } = "ko-sales-db";
}
