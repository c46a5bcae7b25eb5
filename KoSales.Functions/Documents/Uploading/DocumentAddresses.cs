using System.Security.Cryptography;
using KoSales.Domain.Documents;
using KoSales.Functions.Files;
using NodaTime;

namespace KoSales.Functions.Documents.Uploading;

/// <summary>Where the file of a document is to be put, for a quarter of an hour.</summary>
public sealed class DocumentAddresses(IUploadTickets tickets)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    public async ValueTask<DocumentAddress> NewAsync(CancellationToken cancellationToken)
    {
        var name = IncomingFiles.Start + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var ticket = await tickets.IssueAsync(name, GoodFor, cancellationToken);
        var expires = Instant.FromDateTimeOffset(ticket.ExpiresAt);
        return new DocumentAddress(ticket, new AwaitedUpload(name, expires));
    }
}

/// <param name="Ticket">For whoever uploads.</param>
/// <param name="Awaited">For the record.</param>
public sealed record DocumentAddress(UploadTicket Ticket, AwaitedUpload Awaited);
