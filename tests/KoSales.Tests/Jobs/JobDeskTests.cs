using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Jobs;

public sealed class JobDeskTests : IAsyncLifetime
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);
    private static readonly Command Asha = new(
        new Actor("A0-0002", [Role.Agent], "TM-1"),
        Noon,
        "trace"
    );

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;
    private readonly JobDesk _desk;

    public JobDeskTests()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("store.db")),
            TimeProvider.System
        );
        _desk = JobDesks.Over(_store);
    }

    public async Task InitializeAsync()
    {
        await _store.EnsureAsync([Job.Collection, JobChunk.Collection], CancellationToken.None);
        var batch = new WriteBatch().Insert(
            Job.Collection,
            Job.Accept(JobId.Of("J-1"), JobKind.LeadImport, Asha)
        );
        for (var i = 0; i < 3; i++)
            batch.Insert(JobChunk.Collection, Chunk(i));
        await _store.CommitAsync(batch, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_directive_is_stored_and_somebody_elses_job_is_not_found()
    {
        Assert.Equal(
            JobStatus.Paused,
            (await _desk.AskAsync("J-1", Asha, JobMoves.Pause, CancellationToken.None)).Value.Status
        );
        Assert.Equal(
            JobStatus.Paused,
            (await _desk.FindAsync("J-1", CancellationToken.None)).Status
        );

        var other = new Command(new Actor("A0-0003", [Role.Agent], "TM-1"), Noon, "trace");
        Assert.Equal(
            FaultKind.NotFound,
            (await _desk.AskAsync("J-1", other, JobMoves.Cancel, CancellationToken.None))
                .Faults[0]
                .Kind
        );
        var manager = new Command(new Actor("A0-0004", [Role.Manager], "TM-1"), Noon, "trace");
        Assert.NotNull(
            (await _desk.AskAsync("J-1", manager, JobMoves.Cancel, CancellationToken.None))
                .Value
                .CancelRequestedAt
        );
    }

    [Fact]
    public async Task Directives_and_progress_at_once_lose_neither()
    {
        await _desk.AdvanceAsync(
            "J-1",
            job => job.Start(Noon).Count(20, Noon),
            CancellationToken.None
        );
        var progress = Enumerable
            .Range(0, 20)
            .Select(_ =>
                _desk.AdvanceAsync(
                    "J-1",
                    job => job.Advance(new JobPart(1, 0, 0), Noon),
                    CancellationToken.None
                )
            );

        await Task.WhenAll([
            .. progress,
            _desk.AskAsync("J-1", Asha, JobMoves.Pause, CancellationToken.None),
        ]);

        var job = await _desk.FindAsync("J-1", CancellationToken.None);
        Assert.Equal((20, JobStatus.Paused), (job.Processed, job.Status));
    }

    [Fact]
    public async Task The_end_shows_the_first_faults_in_file_order()
    {
        await _desk.AdvanceAsync(
            "J-1",
            job => job.Start(Noon).Count(9, Noon).Advance(new JobPart(7, 2, 0), Noon),
            CancellationToken.None
        );
        await _store.CommitAsync(
            new WriteBatch()
                .Replace(
                    JobChunk.Collection,
                    Chunk(2)
                        .Finish(
                            new JobPart(2, 1, 0),
                            [new RowFault(9, "Phone", "invalid", "no")],
                            Noon
                        )
                )
                .Replace(
                    JobChunk.Collection,
                    Chunk(0)
                        .Finish(new JobPart(2, 1, 0), [new RowFault(3, null, "ragged", "no")], Noon)
                ),
            CancellationToken.None
        );

        var job = await _desk.FinishAsync("J-1", Noon, CancellationToken.None);

        Assert.Equal(JobStatus.CompletedWithErrors, job.Status);
        Assert.Equal([3L, 9L], job.FirstErrors!.Select(f => f.Row));
        Assert.Equal(
            job.Version,
            (await _desk.FinishAsync("J-1", Noon, CancellationToken.None)).Version
        );
    }

    private static JobChunk Chunk(int number) =>
        new()
        {
            Id = JobChunk.IdOf(JobId.Of("J-1"), number),
            JobId = JobId.Of("J-1"),
            Number = number,
            Offset = 0,
            Length = 1,
            FirstRow = 2 + number * 3,
            Rows = 3,
        };
}
