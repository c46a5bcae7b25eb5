using System.Globalization;

namespace KoSales.Functions.Files;

/// <summary>Tickets for an endpoint of the app, where files lie in a folder.</summary>
public sealed class SignedUploads(UploadSigner signer, TimeProvider time) : IUploadTickets
{
    private const string Path = $"{Routes.Base}uploads/";

    public Task<UploadTicket> IssueAsync(
        string name,
        TimeSpan goodFor,
        CancellationToken cancellationToken
    )
    {
        var expires = (time.GetUtcNow() + goodFor).ToUnixTimeSeconds();
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path}{name}?expires={expires}&signature={signer.Sign(name, expires)}"
        );
        return Task.FromResult(
            new UploadTicket(
                new Uri(address, UriKind.Relative),
                "PUT",
                new Dictionary<string, string>(),
                DateTimeOffset.FromUnixTimeSeconds(expires)
            )
        );
    }
}
