using Azure.Storage.Blobs;
using KoSales.Functions.Files;
using KoSales.Functions.Files.Blobs;

namespace KoSales.Tests.Files;

/// <summary>The adapter as the app opens it.</summary>
internal static class BlobStores
{
    public static IFileStore Of(string account, string container) =>
        new BlobFileStore(ContainerOf(account, container));

    public static BlobContainerClient ContainerOf(string account, string container) =>
        AccountOf(account).GetBlobContainerClient(container);

    public static BlobServiceClient AccountOf(string account) =>
        BlobAccount.Open(new FileSettings { Account = account });
}
