using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Files;

/// <summary>A feature that awaits files by tickets, told by how their names begin.</summary>
public interface IUploadOwner
{
    string Prefix { get; }

    /// <summary>Bytes of the largest file that is taken.</summary>
    long MostBytes { get; }

    /// <summary>Whether a file is awaited under that name now.</summary>
    Task<bool> AwaitsAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Takes in files by the addresses that <see cref="SignedUploads"/> gave out.</summary>
public sealed class UploadIntake(
    EncryptedFiles files,
    UploadSigner signer,
    IEnumerable<IUploadOwner> owners,
    TimeProvider time
)
{
    /// <summary>Durable on return. Refused without a good signature (403), when nobody awaits the file or
    /// one was uploaded already (409), and when it is larger than its owner takes (413).</summary>
    public async Task<Verdict<long>> TakeAsync(
        UploadAddress address,
        Stream content,
        CancellationToken cancellationToken
    )
    {
        if (ObjectionTo(address) is { } objection)
            return objection;
        var owner = owners.FirstOrDefault(o =>
            address.Name.StartsWith(o.Prefix, StringComparison.Ordinal)
        );
        if (owner is null || !await owner.AwaitsAsync(address.Name, cancellationToken))
            return Fault.Conflict(
                "upload.not_awaited",
                "No file is awaited at this address any more; ask for another."
            );
        var file = new KeyedFile(address.Name, signer.KeyOf(address.Name));
        var limit = new ByteLimit(owner.MostBytes);
        return
            await files.WriteUnderAsync(file, content, limit.Take, cancellationToken) is { } length
            ? length
            : Fault.Conflict(
                "upload.used",
                "A file was uploaded to this address already; each takes one."
            );
    }

    private Fault? ObjectionTo(UploadAddress address)
    {
        var isNumber = long.TryParse(
            address.Expires,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var expires
        );
        var standing = isNumber
            ? signer.StandingOf(address.Name, expires, address.Signature, time.GetUtcNow())
            : UploadStanding.Forged;
        return standing switch
        {
            UploadStanding.Good => null,
            UploadStanding.Expired => new Fault(
                FaultKind.Forbidden,
                "upload.expired",
                "The time of this address is over; ask for another."
            ),
            UploadStanding.Forged => new Fault(
                FaultKind.Forbidden,
                "upload.forged",
                "This address was not given out by us, or was changed."
            ),
        };
    }
}

/// <summary>As it stands in the request; any texts.</summary>
public sealed record UploadAddress(string Name, string Expires, string Signature);

/// <summary>Ends an upload that is larger than what is taken.</summary>
internal sealed class ByteLimit(long most)
{
    private long _seen;

    public void Take(ReadOnlyMemory<byte> part)
    {
        _seen += part.Length;
        if (_seen > most)
            throw new RefusalException(TooLarge(most));
    }

    public static Fault TooLarge(long most) =>
        new(FaultKind.TooLarge, "upload.too_large", $"A file of at most {most} bytes is taken.");
}

public sealed class UploadFunctions(UploadIntake intake)
{
    [Function("UploadsPut"), Public, Rate(RouteClass.Write), StreamedBody]
    [Operation(
        "Upload a file to an address that was given out",
        Tag = "uploads",
        BodyType = "application/octet-stream",
        Status = 204,
        Query = ["expires", "signature"],
        Description = "Without a token: the signed address is the leave, for one file and for minutes. Where files lie in a storage account, "
            + "addresses lead there and this is not used."
    )]
    public async Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/uploads/{name}")]
            HttpRequest request,
        string name,
        CancellationToken cancellationToken
    )
    {
        var address = new UploadAddress(
            name,
            request.Query["expires"].ToString(),
            request.Query["signature"].ToString()
        );
        (await intake.TakeAsync(address, request.Body, cancellationToken)).OrRefuse();
        return Answer.NoContent;
    }
}
