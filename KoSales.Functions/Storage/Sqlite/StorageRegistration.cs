using KoSales.Domain.Storage;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Storage;

public static class StorageRegistration
{
    private const string FileName = "ko-sales.db";

    /// <summary>Adds the document store and the id allocator. The store is closed with the host, after what waits has been written.</summary>
    public static IServiceCollection AddDocumentStore(this IServiceCollection services)
    {
        services.AddOptions<SqliteStorageSettings>().BindConfiguration("KoSales").ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDocumentStore>(provider => new SqliteDocumentStore(
            new SqliteStoreOptions(Path.Combine(DataDirectory(provider), FileName)),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IdAllocator>();
        return services;
    }

    private static string DataDirectory(IServiceProvider provider)
    {
        var root = SolutionRoot(provider.GetRequiredService<IHostEnvironment>().ContentRootPath);
        return Path.GetFullPath(provider.GetRequiredService<IOptions<SqliteStorageSettings>>().Value.DataDirectory, root);
    }

    /// <summary>The solution's folder when the app runs inside it, so that every way to start it meets the same data; else the content root.</summary>
    private static string SolutionRoot(string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KoSales.sln"))) return folder.FullName;
        }

        return contentRoot;
    }
}

/// <summary>Section <c>KoSales</c> of the configuration.</summary>
internal sealed class SqliteStorageSettings
{
    /// <summary>Where the data file lies; relative paths start at the solution's folder.</summary>
    public string DataDirectory { get; set; } = ".data";
}
