using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Functions.Documents.Uploading;
using KoSales.Functions.Files;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;
using KoSales.Tests.Outbox;
using KoSales.Tests.Pii;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Documents;

/// <summary>What lies in the file store when something ended between file and record.</summary>
public sealed class DocumentFilesTests : IAsyncLifetime
{
    private readonly PiiStoreFixture _pii = new();
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private FolderFileStore Store => new(_folder.File("files"));

    private EncryptedFiles Encrypted => new(Store, new KeyRing(_pii.Keys));

    private DocumentFiles Files => new(_pii.Store, Encrypted, _pii.Vault);

    public async Task InitializeAsync()
    {
        await _pii.InitializeAsync();
        await _pii.Store.EnsureAsync([DocumentStore.Collection], default);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return _pii.DisposeAsync();
    }

    private static TypedDocument Document() =>
        new()
        {
            Id = TypedDocumentId.Of("DOC-1"),
            PiiId = PiiId.Of("PII-40"),
            Type = DocumentType.SeedLicence,
        };

    private async Task<PiiRecord> SubjectAsync()
    {
        var id = await _pii.AddAsync(PiiFixture.Everything);
        return (await _pii.Vault.LoadAsync(id, default))!;
    }

    private async Task<TypedDocument> KeptAsync(PiiRecord subject)
    {
        using var content = new MemoryStream(DocumentCalls.Pdf);
        var check = new FileCheck(DocumentFiles.MostBytes);
        return Document() with
        {
            File = await Files.KeepAsync(content, subject, Document(), check, default),
        };
    }

    [Fact]
    public async Task A_file_that_no_record_came_to_know_goes_and_one_that_is_known_stays()
    {
        var subject = await SubjectAsync();
        var lost = await KeptAsync(subject);
        var known = await KeptAsync(subject);
        var batch = new WriteBatch().Insert(DocumentStore.Collection, known);
        await _pii.Store.CommitAsync(batch, default);
        _time.Pass(Duration.FromTimeSpan(DateTimeOffset.UtcNow.AddDays(2) - _time.GetUtcNow()));

        var removed = await new FileSweep(Store, [Files], _time).RunAsync(default);

        Assert.Equal(1, removed);
        Assert.Null(await Store.FindAsync(lost.File!.Name, default));
        await using var content = await Files.OpenAsync(subject, known, default);
        using var read = new MemoryStream();
        await content.CopyToAsync(read);
        Assert.Equal(DocumentCalls.Pdf, read.ToArray());
    }

    [Fact]
    public async Task Nothing_of_the_content_lies_on_the_disk_in_the_clear()
    {
        var document = await KeptAsync(await SubjectAsync());

        var stored = await File.ReadAllBytesAsync(
            Path.Combine(_folder.File("files"), document.File!.Name)
        );

        Assert.Equal(-1, stored.AsSpan().IndexOf("licence"u8));
    }

    [Fact]
    public async Task A_file_that_is_refused_leaves_nothing()
    {
        var subject = await SubjectAsync();
        using var content = new MemoryStream("<html>"u8.ToArray());

        await Assert.ThrowsAsync<Functions.Api.Responses.RefusalException>(() =>
            Files.KeepAsync(
                content,
                subject,
                Document(),
                new FileCheck(DocumentFiles.MostBytes),
                default
            )
        );

        Assert.Empty(await Store.ListAsync("", default).ToListAsync());
    }
}
