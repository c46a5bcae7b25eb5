using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Files;

public static class FileRegistration
{
    /// <summary>Files lie in <c>KoSales:Files:Directory</c>, which all hosts must share where there are several; by default in the data directory.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services) => services
        .AddSingleton<IFileStore>(provider => new FolderFileStore(
            provider.GetRequiredService<IConfiguration>()["KoSales:Files:Directory"] is { Length: > 0 } chosen
                ? Path.GetFullPath(chosen)
                : Path.Combine(provider.GetRequiredService<DataFolder>().Path, "files")))
        .AddSingleton<SealedFiles>();
}
