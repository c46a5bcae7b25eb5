using KoSales.Domain.Cohorts;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Places;
using KoSales.Functions.Storage.Migrations;
using KoSales.Tests.AssignmentJobs;
using KoSales.Tests.Auth;
using KoSales.Tests.Pii;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>What earlier releases left behind comes into today's form, on either store.</summary>
public abstract partial class DataMigrationContract : IAsyncLifetime
{
    // "Málaga", composed and taken apart.
    private const string Composed = "M\u00E1laga";
    private const string Decomposed = "Ma\u0301laga";

    /// <summary>More than two pages.</summary>
    private const int Many = (2 * DataMigrations.Page) + 50;

    private static readonly Command Act = new(Actor.System, PiiFixture.Now, "test");

    private readonly SetClock _clock = new(PiiFixture.Now);
    private IDocumentStore? _inner;

    private FaultyStore Store => field ??= new FaultyStore(_inner!);

    private KoSales.Functions.Pii.PiiVault Vault =>
        PiiFixture.VaultOf(Store, PiiFixture.KeysOf("k1"));

    public async Task InitializeAsync()
    {
        _inner = await OpenAsync(_clock);
        await _inner.EnsureAsync(
            [LeadStore.Collection, Cohort.Collection, MigrationRecord.Collection, .. Piis.All],
            CancellationToken.None
        );
    }

    public abstract Task DisposeAsync();

    private protected abstract Task<IDocumentStore> OpenAsync(TimeProvider clock);

    [Fact]
    public async Task Leads_from_before_are_found_by_each_word_of_their_name()
    {
        await AddAsync(Many);
        await AddAsync(Old("K0-900001") with { BusinessName = "Maa Narmada" }, "Suresh Verma");
        await AddAsync(Old("K0-900002") with { ErasedAt = PiiFixture.Now }, "Erased Subject");

        await RunAsync();

        foreach (var word in new[] { "suresh", "verma", "narmada" })
            Assert.Equal(["K0-900001"], await FoundAsync(word));
        Assert.Equal(Many, (await FoundAsync("patel")).Count);
        Assert.Null((await LeadAsync("K0-900002")).NameIndex);
        var lead = await LeadAsync("K0-100001");
        Assert.Equal((2, PiiFixture.Now, "system"), (lead.Version, lead.UpdatedAt, lead.UpdatedBy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_killed_in_the_middle_goes_on_behind_the_last_page(bool after)
    {
        await AddAsync(Many);
        // Begun and taken; two steps walk the leads before, three pages each, and the cohorts one; then comes
        // the first page, and the second fails.
        Store.FailAt(2 + 3 + 3 + 1 + 1, after);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => RunAsync());
        Store.FailAt(null);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange((await FoundAsync("patel")).Count, DataMigrations.Page, Many - 1);

        await RunAsync();

        Assert.Equal(Many, (await FoundAsync("patel")).Count);
        await AssertWrittenOnceAsync();
    }

    [Fact]
    public async Task A_second_run_writes_nothing()
    {
        await AddAsync(Many);
        await RunAsync();
        Store.FailAt(null);

        await RunAsync();

        Assert.Equal(0, Store.Commits);
        await AssertWrittenOnceAsync();
    }

    [Fact]
    public async Task One_instance_is_at_it_and_the_lease_of_a_dead_one_is_taken_over()
    {
        await AddAsync(3);
        var held = MigrationRecord
            .New(_clock.Now)
            .HeldBy("dead", _clock.Now + Duration.FromMinutes(1), _clock.Now) with
        {
            Version = 1,
        };
        await CommitAsync(new WriteBatch().Insert(MigrationRecord.Collection, held));

        await RunAsync();
        Assert.Empty(await FoundAsync("patel"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();

        Assert.Equal(3, (await FoundAsync("patel")).Count);
        Assert.Null((await RecordAsync()).Holder);
    }

    [Fact]
    public async Task Several_at_once_change_each_lead_once()
    {
        await AddAsync(Many);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync())));

        Assert.Equal(Many, (await FoundAsync("patel")).Count);
        await AssertWrittenOnceAsync();
    }

    [Fact]
    public async Task What_somebody_writes_meanwhile_is_kept()
    {
        await AddAsync(3);

        await RunAsync(async () =>
        {
            var lead = await LeadAsync("K0-100002");
            await CommitAsync(
                new WriteBatch().Replace(
                    LeadStore.Collection,
                    lead with
                    {
                        Version = lead.Version + 1,
                        Tags = ["edited"],
                    }
                )
            );
        });

        var edited = await LeadAsync("K0-100002");
        Assert.Equal(["edited"], edited.Tags);
        Assert.NotEmpty(edited.NameIndex!);
    }

    [Fact]
    public async Task Texts_that_were_taken_apart_are_composed()
    {
        await AddAsync(
            Old("K0-100001") with
            {
                DisplayName = Decomposed,
                BusinessName = Decomposed,
                ExternalRef = Decomposed,
                Address = new Locality(Decomposed, Decomposed, null, null),
                Tags = [Decomposed, Composed, "b"],
                Crops = [Decomposed],
                Custom = new Dictionary<string, System.Text.Json.JsonElement>
                {
                    ["remark"] = System.Text.Json.JsonSerializer.SerializeToElement(Decomposed),
                },
            },
            "Ramesh Patel"
        );

        await RunAsync();

        var lead = await LeadAsync("K0-100001");
        Assert.Equal(
            (Composed, Composed, Composed, Composed, Composed),
            (
                lead.DisplayName,
                lead.BusinessName,
                lead.ExternalRef,
                lead.Address!.District,
                lead.Custom["remark"].GetString()
            )
        );
        Assert.Equal([Composed, "b"], lead.Tags);
        Assert.Equal([Composed], lead.Crops);
        var byKey = Filter.Eq("name_key", Composed.ToLowerInvariant());
        Assert.Equal(["K0-100001"], await IdsAsync(new Query(LeadStore.Collection, byKey)));
    }

    [Fact]
    public async Task A_reference_that_another_lead_has_already_is_left_and_reported()
    {
        await AddAsync(Old("K0-100001") with { ExternalRef = Composed }, "Ramesh Patel");
        await AddAsync(
            Old("K0-100002") with
            {
                ExternalRef = Decomposed,
                Tags = [Decomposed],
            },
            "Ramesh Patel"
        );

        await RunAsync();

        var left = await LeadAsync("K0-100002");
        Assert.Equal((Decomposed, Composed), (left.ExternalRef, Assert.Single(left.Tags)));
        Assert.NotEmpty(left.NameIndex!);
        var record = await RecordAsync();
        Assert.Equal(["leads/K0-100002"], record.Left);
        Assert.Equal((3, 1L), (record.Step, record.LeftCount));
    }

    [Fact]
    public async Task Names_get_the_form_by_which_they_are_sorted()
    {
        var batch = new WriteBatch();
        foreach (
            var (id, name) in new[] { ("COH-1", "cherry"), ("COH-2", "Banana"), ("COH-3", "apple") }
        )
            batch.Insert(
                Cohort.Collection,
                new Cohort
                {
                    Id = CohortId.Of(id),
                    Name = name,
                    Entity = EntityKind.Lead,
                }
            );
        // As an earlier release stored them.
        batch.Patch(
            Cohort.Collection,
            Filter.Everything,
            new Patch(PiiFixture.Now, "system")
            {
                Set = new Dictionary<string, string?> { ["name_key"] = null },
            }
        );
        await CommitAsync(batch);

        await RunAsync();

        var sorted = new Query(Cohort.Collection, Filter.Everything)
        {
            Sort = [new SortKey("name_key", FieldType.Text)],
        };
        Assert.Equal(["COH-3", "COH-2", "COH-1"], await IdsAsync(sorted));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_left_alone()
    {
        await AddAsync(1);
        var ahead = MigrationRecord.New(_clock.Now) with { Step = 99 };
        await CommitAsync(new WriteBatch().Insert(MigrationRecord.Collection, ahead));

        await RunAsync();

        Assert.Empty(await FoundAsync("patel"));
        Assert.Equal(99, (await RecordAsync()).Step);
    }
}
