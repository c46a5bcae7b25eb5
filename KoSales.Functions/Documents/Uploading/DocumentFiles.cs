using System.Security.Cryptography;
using KoSales.Domain.Documents;
using KoSales.Functions.Files;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Documents.Uploading;

/// <summary>The files of documents: <c>document-{random}</c>, each encrypted under a key of its own that is
/// kept under the subject's.</summary>
public sealed class DocumentFiles(IDocumentStore store, EncryptedFiles files, PiiVault vault)
    : IFileOwner
{
    private const int KeyBytes = 32;

    /// <summary>10 MiB, as much as a photograph of a certificate needs.</summary>
    public const long MostBytes = 10 * 1024 * 1024;

    public string Prefix => "document-";

    public async Task<bool> KeepsAsync(string name, CancellationToken cancellationToken) =>
        await store.FirstAsync(
            DocumentStore.Collection,
            DocumentStore.WithFile(name),
            cancellationToken
        )
            is { ErasedAt: null };

    /// <summary>Stores what came under a new name; durable on return, and known by no record yet.</summary>
    /// <param name="check">Sees every byte; what it throws ends the copy, and nothing of it is
    /// left.</param>
    internal async Task<DocumentFile> KeepAsync(
        Stream content,
        PiiRecord subject,
        TypedDocument document,
        FileCheck check,
        CancellationToken cancellationToken
    )
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var name = Prefix + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var length = await files.WriteUnderAsync(
            new KeyedFile(name, key),
            content,
            check.Take,
            cancellationToken
        );
        var sealedKey = vault.Seal(subject, document.PathOf(name), Convert.ToBase64String(key));
        CryptographicOperations.ZeroMemory(key);
        return new DocumentFile(
            name,
            check.Mime ?? "",
            length ?? 0,
            sealedKey,
            vault.IndexOf(new BlindKey("sha256", check.Sha256()))
        );
    }

    /// <summary>Throws <see cref="FileNotFoundException"/>.</summary>
    public async Task<Stream> OpenAsync(
        PiiRecord subject,
        TypedDocument document,
        CancellationToken cancellationToken
    )
    {
        var file = document.File!;
        var key = vault.Unseal(subject, document.PathOf(file.Name), file.Key);
        return await files.OpenUnderAsync(
            new KeyedFile(file.Name, Convert.FromBase64String(key)),
            file.Size,
            cancellationToken
        );
    }
}

/// <summary>Files that were uploaded and that nobody has looked at yet: <c>incoming-{random}</c>.</summary>
public sealed class IncomingFiles(IDocumentStore store) : IFileOwner, IUploadOwner
{
    public const string Start = "incoming-";

    public string Prefix => Start;

    public long MostBytes => DocumentFiles.MostBytes;

    public Task<bool> KeepsAsync(string name, CancellationToken cancellationToken) =>
        AwaitsAsync(name, cancellationToken);

    public async Task<bool> AwaitsAsync(string name, CancellationToken cancellationToken) =>
        await store.FirstAsync(
            DocumentStore.Collection,
            DocumentStore.Awaiting(name),
            cancellationToken
        )
            is { ErasedAt: null };
}

/// <summary>Looks at a file while it is copied.</summary>
internal sealed class FileCheck(long most)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ByteLimit _limit = new(most);
    private string? _sha256;
    private bool _hasBegun;

    /// <summary>By its first bytes; null for a type that is not taken.</summary>
    public string? Mime { get; private set; }

    public void Take(ReadOnlyMemory<byte> part)
    {
        _limit.Take(part);
        _hash.AppendData(part.Span);
        if (_hasBegun)
            return;
        _hasBegun = true;
        Mime = FileSignature.MimeOf(part.Span);
        if (Mime is null)
            throw new RefusalException(
                Fault.Invalid(
                    "",
                    "document.file_type",
                    "Its first bytes are those of no PDF, JPEG, PNG or WebP file."
                )
            );
    }

    /// <summary>Of everything that was seen, in lower-case hexadecimal digits.</summary>
    public string Sha256() => _sha256 ??= Convert.ToHexStringLower(_hash.GetHashAndReset());
}
