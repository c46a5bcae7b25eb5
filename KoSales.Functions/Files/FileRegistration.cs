using System.Security.Cryptography;
using Azure.Storage.Blobs;
using KoSales.Functions.Files.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Files;

public static class FileRegistration
{
    /// <summary>Files lie in the storage account of <c>KoSales:Files:Account</c>, or in the folder of
    /// <c>KoSales:Files:Directory</c>, which all instances must share where there are several. Where neither
    /// is set: under a Functions host in the host's account, else in the data directory.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services
            .AddOptions<FileSettings>()
            .BindConfiguration(FileSettings.Section)
            .Configure<IConfiguration>(
                (settings, configuration) =>
                {
                    if (HostKind.IsStartedByHost)
                        settings.TakeAccountOfHost(configuration);
                }
            )
            .Refuse(s => s.Fault(isAlone: !HostKind.IsStartedByHost));
        return services
            .AddSingleton(provider => BlobAccount.Open(SettingsOf(provider)))
            .AddSingleton(Signer)
            .AddSingleton(Store)
            .AddSingleton(Tickets)
            .AddSingleton(Uploaded)
            .AddSingleton<UploadIntake>()
            .AddSingleton<EncryptedFiles>()
            .AddSingleton<FileSweep>()
            .AddSingleton<FileStart>()
            .AddSingleton<IStartTask>(provider => provider.GetRequiredService<FileStart>())
            .AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<FileStart>());
    }

    private static IFileStore Store(IServiceProvider provider)
    {
        var settings = SettingsOf(provider);
        return settings.UsesBlobs ? Blobs(provider) : new FolderFileStore(Folder(provider));
    }

    private static IUploadTickets Tickets(IServiceProvider provider) =>
        SettingsOf(provider).UsesBlobs
            ? BlobTickets(provider)
            : new SignedUploads(provider.GetRequiredService<UploadSigner>(), Clock(provider));

    private static IUploadedFiles Uploaded(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<IFileStore>();
        return SettingsOf(provider).UsesBlobs
            ? new PlainUploads(store)
            : new SealedUploads(
                store,
                provider.GetRequiredService<EncryptedFiles>(),
                provider.GetRequiredService<UploadSigner>()
            );
    }

    private static string Folder(IServiceProvider provider) =>
        SettingsOf(provider).Directory is { Length: > 0 } chosen
            ? DataFolder.Absolute(chosen)
            : Path.Combine(provider.GetRequiredService<DataFolder>().Path, "files");

    private static BlobFileStore Blobs(IServiceProvider provider) => new(ContainerOf(provider));

    private static BlobUploadTickets BlobTickets(IServiceProvider provider) =>
        new(
            provider.GetRequiredService<BlobServiceClient>(),
            ContainerOf(provider),
            Clock(provider)
        );

    private static BlobContainerClient ContainerOf(IServiceProvider provider) =>
        provider
            .GetRequiredService<BlobServiceClient>()
            .GetBlobContainerClient(SettingsOf(provider).Container);

    private static TimeProvider Clock(IServiceProvider provider) =>
        provider.GetRequiredService<TimeProvider>();

    private static UploadSigner Signer(IServiceProvider provider)
    {
        var cursors = CursorKeys.Of(
            provider.GetRequiredService<IConfiguration>(),
            provider.GetRequiredService<DataFolder>()
        );
        return new UploadSigner(
            HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                cursors,
                32,
                info: "kosales upload address"u8.ToArray()
            )
        );
    }

    private static FileSettings SettingsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<FileSettings>>().Value;
}
