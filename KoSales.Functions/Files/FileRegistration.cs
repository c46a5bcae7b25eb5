using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Files;

public static class FileRegistration
{
    /// <summary>Files lie in <c>KoSales:Files:Directory</c>, which all instances must share where there are
    /// several; by default in the data directory.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services
            .AddOptions<FileSettings>()
            .BindConfiguration(FileSettings.Section)
            .Refuse(s => s.Fault(isAlone: !HostKind.IsStartedByHost));
        return services
            .AddSingleton<IFileStore>(provider => new FolderFileStore(
                provider.GetRequiredService<IOptions<FileSettings>>().Value.Directory
                    is { Length: > 0 } chosen
                    ? DataFolder.Absolute(chosen)
                    : Path.Combine(provider.GetRequiredService<DataFolder>().Path, "files")
            ))
            .AddSingleton<EncryptedFiles>()
            .AddSingleton<FileSweep>();
    }
}
