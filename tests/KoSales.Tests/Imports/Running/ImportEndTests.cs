using System.Text;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Imports;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Jobs;
using KoSales.Tests.Outbox;
using KoSales.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Tests.Imports.Running;

public sealed class ImportEndTests : IAsyncLifetime
{
    private static readonly JobId Id = JobId.Of("J-1");

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly KeyRing _ring = new(
        new PiiKeys(new Dictionary<string, byte[]> { ["k1"] = new byte[32] }, "k1", new byte[32])
    );
    private readonly SqliteDocumentStore _store;
    private readonly FolderFileStore _folderStore;
    private readonly EncryptedFiles _files;
    private readonly ImportEnd _end;

    public ImportEndTests()
    {
        _store = new SqliteDocumentStore(new SqliteStoreOptions(_folder.File("store.db")), _time);
        _folderStore = new FolderFileStore(_folder.File("files"));
        _files = new EncryptedFiles(_folderStore, _ring);
        _end = new ImportEnd(
            _store,
            _files,
            JobDesks.Over(_store),
            Options.Create(new ImportSettings()),
            _time,
            NullLogger<ImportEnd>.Instance
        );
    }

    public async Task InitializeAsync()
    {
        await _store.EnsureAsync(
            [Job.Collection, JobChunk.Collection, FileImport.Collection],
            CancellationToken.None
        );
        var command = new Command(Actor.System, _time.Now, "trace");
        var file = await _files.WriteAsync(
            ImportFiles.NameOf(Id),
            new MemoryStream(Encoding.UTF8.GetBytes("Phone\n9876543210\n")),
            _ => { },
            CancellationToken.None
        );
        var import = new FileImport
        {
            Id = Id,
            File = file,
            FileName = "leads.csv",
            Columns = ["Phone"],
            Separator = ",",
            ActorId = "system",
            ActorRoles = [Role.Admin],
            Options = new ImportOptions
            {
                Mapping = new Dictionary<string, string> { ["Phone"] = "phone" },
            },
        };
        await _store.CommitAsync(
            new WriteBatch()
                .Insert(Job.Collection, Job.Accept(Id, JobKind.LeadImport, command))
                .Insert(FileImport.Collection, import),
            CancellationToken.None
        );
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        _ring.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_file_and_its_key_go_a_while_after_the_job_has_ended()
    {
        Assert.Equal(0, await _end.SweepAsync(CancellationToken.None));
        await _end.FinishAsync(Id.Value, CancellationToken.None);
        _time.Pass(Duration.FromMinutes(59));
        Assert.Equal(0, await _end.SweepAsync(CancellationToken.None));
        _time.Pass(Duration.FromMinutes(2));

        Assert.Equal(1, await _end.SweepAsync(CancellationToken.None));

        var import = await _store.FindAsync(
            FileImport.Collection,
            Id.Value,
            CancellationToken.None
        );
        Assert.Equal((null, null), (import!.File, import.DeleteFileAt));
        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            _folderStore.OpenAsync(ImportFiles.NameOf(Id), CancellationToken.None)
        );
        Assert.Equal(0, await _end.SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_failed_import_tells_why_and_its_file_goes_too()
    {
        await _end.FailAsync(Id.Value, "It broke.", CancellationToken.None);
        _time.Pass(Duration.FromHours(2));

        Assert.Equal(1, await _end.SweepAsync(CancellationToken.None));
        var job = await _store.FindAsync(Job.Collection, Id.Value, CancellationToken.None);
        Assert.Equal((JobStatus.Failed, "It broke."), (job!.Status, job.Failure));
    }

    [Fact]
    public async Task Files_that_no_import_knows_are_removed_after_a_day()
    {
        await _files.WriteAsync(
            "import-J-99",
            new MemoryStream([1]),
            _ => { },
            CancellationToken.None
        );
        await _files.WriteAsync(
            "somebody-elses",
            new MemoryStream([1]),
            _ => { },
            CancellationToken.None
        );
        foreach (var name in new[] { "import-J-99", "somebody-elses", ImportFiles.NameOf(Id) })
            File.SetLastWriteTimeUtc(
                Path.Combine(_folder.File("files"), name),
                _time.GetUtcNow().UtcDateTime.AddHours(-25)
            );
        await _files.WriteAsync(
            "import-J-100",
            new MemoryStream([1]),
            _ => { },
            CancellationToken.None
        );
        File.SetLastWriteTimeUtc(
            Path.Combine(_folder.File("files"), "import-J-100"),
            _time.GetUtcNow().UtcDateTime
        );

        Assert.Equal(
            1,
            await new FileSweep(_folderStore, [new ImportFiles(_store)], _time).RunAsync(
                CancellationToken.None
            )
        );

        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            _folderStore.OpenAsync("import-J-99", CancellationToken.None)
        );
        foreach (var kept in new[] { "somebody-elses", ImportFiles.NameOf(Id), "import-J-100" })
            Assert.NotNull(await _folderStore.FindAsync(kept, CancellationToken.None));
    }
}
