using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace KoSales.Functions.Files.Blobs;

/// <summary>Tickets for the storage account itself: shared access signatures that can create one blob and
/// nothing else.</summary>
public sealed class BlobUploadTickets(
    BlobServiceClient account,
    BlobContainerClient container,
    TimeProvider time
) : IUploadTickets
{
    /// <summary>Clocks of app and account may differ by so much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    // Without the first the service takes no upload. The second only says sooner what the signature
    // enforces.
    private static readonly Dictionary<string, string> Headers = new()
    {
        ["x-ms-blob-type"] = "BlockBlob",
        ["If-None-Match"] = "*",
    };

    public async Task<UploadTicket> IssueAsync(
        string name,
        TimeSpan goodFor,
        CancellationToken cancellationToken
    )
    {
        var blob = container.GetBlobClient(FileName.Checked(name));
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + goodFor).ToUnixTimeSeconds());
        var leave = new BlobSasBuilder(BlobSasPermissions.Create, expires)
        {
            BlobContainerName = container.Name,
            BlobName = name,
            Resource = "b",
            StartsOn = now - ClockSkew,
            Protocol =
                blob.Uri.Scheme == Uri.UriSchemeHttps
                    ? SasProtocol.Https
                    : SasProtocol.HttpsAndHttp,
        };
        var address = blob.CanGenerateSasUri
            ? blob.GenerateSasUri(leave)
            : await ByIdentityAsync(blob, leave, cancellationToken);
        return new UploadTicket(address, "PUT", Headers, expires);
    }

    /// <summary>An app that uses the account by its identity has no key of the account, and is given one for
    /// this.</summary>
    private async Task<Uri> ByIdentityAsync(
        BlobClient blob,
        BlobSasBuilder leave,
        CancellationToken cancellationToken
    )
    {
        var key = await account.GetUserDelegationKeyAsync(
            leave.StartsOn,
            leave.ExpiresOn,
            cancellationToken
        );
        return new BlobUriBuilder(blob.Uri)
        {
            Sas = leave.ToSasQueryParameters(key.Value, account.AccountName),
        }.ToUri();
    }
}
