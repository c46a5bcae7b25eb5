using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Exports;
using KoSales.Functions.Exports.Running;
using KoSales.Functions.Files;
using KoSales.Functions.Leads;
using KoSales.Functions.Pii.Keys;
using KoSales.Tests.Jobs;
using KoSales.Tests.Leads;
using KoSales.Tests.Storage;
using Microsoft.Extensions.Options;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Exports;

public sealed class ExportPartsTests(LeadRig rig) : IClassFixture<LeadRig>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_part_longer_than_a_frame_is_written_by_one_thread_alone()
    {
        var export = await ExportAsync("J-1", 700, job => job);
        var step = await Parts().RunAsync("J-1", 0, CancellationToken.None).WaitAsync(Patience);
        Assert.True(step.Complete);
        var part = (await FindAsync(export)).Parts.Single();
        Assert.True(
            part.Rows >= 700 && part.File.Length > 64 * 1024,
            $"{part.Rows} rows, {part.File.Length} bytes"
        );
    }

    [Fact]
    public async Task A_part_that_is_under_way_is_thrown_away_when_its_job_is_cancelled()
    {
        var export = await ExportAsync("J-2", 700, job => job with { CancelRequestedAt = Now });
        var step = await Parts().RunAsync("J-2", 0, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(new ExportStep(false, JobDirective.Stop), step);
        Assert.Empty((await FindAsync(export)).Parts);
        Assert.Empty(Directory.EnumerateFiles(_folder.File("files")));
    }

    private async Task<FileExport> ExportAsync(string id, int leads, Func<Job, Job> shape)
    {
        await rig.Store.EnsureAsync(
            [Job.Collection, FileExport.Collection, LeadStore.Collection],
            CancellationToken.None
        );
        var admin = new Actor("A0-0001", [Role.Admin], null);
        var job = shape(
            Job.Accept(JobId.Of(id), JobKind.LeadExport, new Command(admin, Now, "test"))
        );
        var export = new FileExport
        {
            Id = job.Id,
            Format = ExportFormat.Csv,
            Filter = "{\"all\":[]}",
            Fields =
            [
                "id",
                "display_name",
                "address.district",
                "source.campaign",
                "tags",
                "created_at",
                "updated_at",
            ],
            ActorId = admin.Id,
            ActorRoles = [.. admin.Roles],
            CreatedAt = Now,
            UpdatedAt = Now,
            CreatedBy = admin.Id,
            UpdatedBy = admin.Id,
        };
        var batch = new WriteBatch()
            .Insert(Job.Collection, job)
            .Insert(FileExport.Collection, export);
        for (var i = 0; i < leads; i++)
            batch.Insert(
                LeadStore.Collection,
                Open with
                {
                    Id = LeadId.Of($"K0-{id}{i:D5}"),
                    PhoneIndex = null,
                    ExternalRef = null,
                    Origin = null,
                }
            );
        Assert.True((await rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        return export;
    }

    private async Task<FileExport> FindAsync(FileExport export) =>
        (await rig.Store.FindAsync(FileExport.Collection, export.Key, CancellationToken.None))!;

    private ExportParts Parts()
    {
        var files = new EncryptedFiles(
            new FolderFileStore(_folder.File("files")),
            rig.Get<KeyRing>()
        );
        var leads = new ExportKind<Lead>(
            LeadLists.Entity,
            JobKind.LeadExport,
            rig.Get<Functions.CustomFields.CustomFieldCache>()
        );
        var records = new ExportedRecords(
            rig.Store,
            new CohortRecords(rig.Store, new CohortMembers(rig.Store))
        );
        return new ExportParts(
            rig.Store,
            records,
            files,
            new ExportKinds([leads]),
            JobDesks.Over(rig.Store),
            Options.Create(new ExportSettings()),
            TimeProvider.System
        );
    }
}
