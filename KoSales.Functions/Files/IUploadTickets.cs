namespace KoSales.Functions.Files;

/// <summary>Leave to put one file into the store, without a token.</summary>
/// <param name="Address">Absolute for a storage account; for the app's own endpoint a path on the app's
/// address. It is a secret until it expires: whoever has it can use it.</param>
/// <param name="Method"><c>PUT</c>, with the content as the body.</param>
/// <param name="Headers">Must be sent as they are.</param>
public sealed record UploadTicket(
    Uri Address,
    string Method,
    IReadOnlyDictionary<string, string> Headers,
    DateTimeOffset ExpiresAt
);

/// <summary>Gives leave to upload a file past the app's own requests.</summary>
public interface IUploadTickets
{
    /// <summary>For a file that does not exist yet: where there is one of that name, the upload is refused.
    /// How much is uploaded, and whether anything is, must be looked at afterwards
    /// (<see cref="IFileStore.FindAsync"/>): a storage account knows no limit for it.</summary>
    /// <param name="goodFor">Minutes rather than hours.</param>
    Task<UploadTicket> IssueAsync(
        string name,
        TimeSpan goodFor,
        CancellationToken cancellationToken
    );
}
