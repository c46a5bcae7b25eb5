using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Api.Bodies;
using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Leads;
using KoSales.Functions.Storage.Migrations;
using KoSales.Tests.Pii;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.Storage;

public abstract partial class DataMigrationContract
{
    private Task RunAsync(Func<Task>? disturb = null)
    {
        IDataMigration[] steps =
        [
            new ComposedTexts([new UntidyTexts(LeadStore.Collection, "external_ref")]),
            new SortMembers([LeadLists.Leads, CohortLists.Cohorts]),
            new Disturbed(new LeadNameWords(Vault), disturb ?? (() => Task.CompletedTask)),
        ];
        return new DataMigrations(
            Store,
            steps,
            _clock,
            NullLogger<DataMigrations>.Instance
        ).RunAsync(CancellationToken.None);
    }

    private static Lead Old(string id) =>
        new()
        {
            Id = LeadId.Of(id),
            PiiId = "PII-" + id[3..],
            DisplayName = "Ramesh P.",
            Kind = BuyerKind.Farmer,
            Source = new LeadSource(SourceChannel.Website),
            CreatedAt = PiiFixture.Now,
            UpdatedAt = PiiFixture.Now,
        };

    private async Task AddAsync(int count)
    {
        foreach (var chunk in Enumerable.Range(100_001, count).Chunk(100))
        {
            var batch = new WriteBatch();
            foreach (var n in chunk)
                Add(batch, Old($"K0-{n}"), "Ramesh Kumar Patel");
            await CommitAsync(batch);
        }
    }

    private async Task AddAsync(Lead lead, string name)
    {
        var batch = new WriteBatch();
        Add(batch, lead, name);
        await CommitAsync(batch);
    }

    private void Add(WriteBatch batch, Lead lead, string name)
    {
        Vault.Add(
            batch,
            PiiId.Of(lead.PiiId),
            lead.Id.Ref,
            new PersonalData { FullName = name },
            Act
        );
        batch.Insert(LeadStore.Collection, lead);
    }

    private async Task CommitAsync(WriteBatch batch) =>
        Assert.True((await _inner!.CommitAsync(batch, CancellationToken.None)).IsCommitted);

    private async Task<Lead> LeadAsync(string id) =>
        (await _inner!.FindAsync(LeadStore.Collection, id, CancellationToken.None))!;

    private async Task<MigrationRecord> RecordAsync() =>
        (
            await _inner!.FindAsync(
                MigrationRecord.Collection,
                MigrationRecord.TheId,
                CancellationToken.None
            )
        )!;

    private Task<IReadOnlyList<string>> FoundAsync(string word) =>
        IdsAsync(
            new Query(
                LeadStore.Collection,
                new Filter.Condition(
                    "name_index",
                    FilterOperator.ContainsAll,
                    new FilterValue.Many([
                        .. Vault.NameIndexOf(word, null).Select(i => new FilterValue.Text(i)),
                    ])
                )
            )
            {
                Limit = 2 * Many,
            }
        );

    private async Task<IReadOnlyList<string>> IdsAsync(Query query) =>
        [.. (await _inner!.QueryAsync(query, CancellationToken.None)).Select(d => d.Id)];

    private async Task AssertWrittenOnceAsync()
    {
        var versions = await _inner!
            .StreamAsync(LeadStore.Collection, Filter.Everything, null, CancellationToken.None)
            .Select(d => d.Version)
            .Distinct()
            .ToListAsync();
        Assert.Equal([2], versions);
    }

    /// <summary>Something is done between the reading of a page and its commit, once.</summary>
    private sealed class Disturbed(IDataMigration step, Func<Task> disturb) : IDataMigration
    {
        private bool _isDone;

        public int Step => step.Step;

        public string Name => step.Name;

        public IReadOnlyList<Collection> Collections => step.Collections;

        public async ValueTask AddAsync(
            WriteBatch batch,
            MigrationPage page,
            CancellationToken cancellationToken
        )
        {
            await step.AddAsync(batch, page, cancellationToken);
            if (_isDone)
                return;
            _isDone = true;
            await disturb();
        }
    }
}
