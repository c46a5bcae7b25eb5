using KoSales.Domain.Storage;
using KoSales.Functions.Storage.Mongo;
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
            .BindConfiguration("KoSales")
            .Validate(s => !string.IsNullOrWhiteSpace(s.MongoUri), "KoSales:MongoUri is missing: the connection string of the MongoDB deployment (a replica set, for transactions).")
            .Validate(s => !string.IsNullOrWhiteSpace(s.MongoDatabase), "KoSales:MongoDatabase is empty: the name of the database, ko-sales-db unless set.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => MongoConnection.Open(provider.GetRequiredService<IOptions<MongoStorageSettings>>().Value));
        services.AddSingleton<IDocumentStore>(provider => new MongoDocumentStore(provider.GetRequiredService<MongoConnection>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IdAllocator>();
        return services;
    }
}

/// <summary>Section <c>KoSales</c> of the configuration.</summary>
internal sealed class MongoStorageSettings
{
    public string MongoUri { get; set; } = "";

    public string MongoDatabase { get; set; } = "ko-sales-db";
}
