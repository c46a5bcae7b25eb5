using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.Mongo.Migrations;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Tests.Storage;

/// <summary>What a start does to the database.</summary>
public sealed class MongoSchemaTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Until_the_store_is_prepared_it_takes_nothing()
    {
        await using var rig = new MongoRig();

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1")))
        );
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await rig.Store.PingAsync(None)
        );
        await rig.Store.EnsureAsync(Samples.All, None);
        await rig.Store.PingAsync(None);
    }

    [Fact]
    public async Task A_start_after_which_nothing_has_changed_asks_three_times()
    {
        await using var rig = await MongoRig.StartAsync();

        await rig.Store.EnsureAsync(Samples.All, None);

        Assert.Equal(["buildInfo", "find", "find"], rig.Commands);
    }

    [Fact]
    public async Task Instances_may_start_at_once()
    {
        await using var rig = new MongoRig();

        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => Task.Run(() => rig.Another().EnsureAsync(Samples.All, None).AsTask()))
        );

        Assert.Equal(Samples.Collection.Indexes.Count + 1, (await rig.IndexesAsync()).Length);
    }

    [Fact]
    public async Task Indexes_of_others_are_left_alone_and_reported_and_our_own_go_when_they_are_no_longer_declared()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.Stored.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(
                "{dba: 1}",
                new CreateIndexOptions { Name = "of_the_dba" }
            )
        );
        var fewer = new Collection<Sample>(
            "samples",
            () => Samples.Collection.Json,
            new IndexSpec("samples_status", "status")
        );

        await rig.Store.EnsureAsync([fewer], None);

        Assert.Equal(["_id_", "of_the_dba", "samples_status"], await rig.IndexesAsync());
        Assert.Contains(
            "Warning: Collection samples has the index of_the_dba",
            rig.Logger.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_changed_unique_index_stands_before_the_old_one_goes_and_keeps_its_name_for_callers()
    {
        await using var rig = await MongoRig.StartAsync();
        var wider = Unique(new IndexSpec("samples_phone_open", "phone") { Unique = true });
        rig.Forget();

        await rig.Store.EnsureAsync([wider], None);

        Assert.True(
            rig.Commands.ToList().IndexOf("createIndexes")
                < rig.Commands.ToList().IndexOf("dropIndexes"),
            string.Join(' ', rig.Commands)
        );
        Assert.Contains(
            await rig.IndexesAsync(),
            name => name.StartsWith("samples_phone_open__", StringComparison.Ordinal)
        );
        await rig.CommitAsync(b =>
            b.Insert(Samples.Collection, new Sample("S-1") { Phone = "p", Status = "lost" })
        );
        var taken = await rig.CommitAsync(b =>
            b.Insert(Samples.Collection, new Sample("S-2") { Phone = "p", Status = "lost" })
        );
        Assert.Equal(
            (CommitStatus.DuplicateKey, "samples_phone_open"),
            (taken.Status, taken.Index)
        );
    }

    [Fact]
    public async Task A_unique_index_that_the_data_forbids_stops_the_start_with_a_sentence_and_the_old_one_stays()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b =>
            b.Insert(Samples.Collection, new Sample("S-1") { Phone = "p" })
                .Insert(Samples.Collection, new Sample("S-2") { Phone = "p" })
        );

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () =>
            await rig.Store.EnsureAsync(
                [Unique(new IndexSpec("samples_phone_open", "phone") { Unique = true })],
                None
            )
        );

        Assert.StartsWith(
            "The unique index samples_phone_open of samples cannot be built",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("samples_phone_open", await rig.IndexesAsync());
    }

    [Fact]
    public async Task An_older_release_leaves_the_indexes_of_a_newer_one_alone()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig
            .Database.GetCollection<BsonDocument>("schema")
            .UpdateManyAsync("{_id: 'samples'}", "{$set: {release: '99.0.0.0'}}");
        var before = await rig.IndexesAsync();

        await rig.Store.EnsureAsync(
            [
                new Collection<Sample>(
                    "samples",
                    () => Samples.Collection.Json,
                    new IndexSpec("samples_old", "status")
                ),
            ],
            None
        );

        Assert.Equal(before, await rig.IndexesAsync());
    }

    [Theory]
    [InlineData(
        "phone_",
        "E11000 duplicate key error collection: db.x index: phone_ dup key: { phone: \"p\" }"
    )]
    [InlineData(
        "_id",
        "E11000 duplicate key error collection: db.x index: _id_ dup key: { _id: \"S-1\" }"
    )]
    [InlineData(
        "leads_phone",
        "E11000 duplicate key error collection: db.x index: leads_phone__0a1b2c3d dup key: { phone: \"p\" }"
    )]
    public void The_name_of_a_taken_index_is_read_whole(string expected, string message) =>
        Assert.Equal(expected, MongoFaults.DuplicateIndex(message));

    [Theory]
    [InlineData(5, "The MongoDB of MONGODB_URI is version 5.0.9; KO Sales needs 6.0 or newer.")]
    [InlineData(6, null)]
    public async Task The_server_must_be_version_6_or_newer(int major, string? sentence)
    {
        await using var rig = new MongoRig(new Version(major, 0, 9));

        var refused = await Record.ExceptionAsync(async () =>
            await rig.Store.EnsureAsync(Samples.All, None)
        );

        Assert.Equal(sentence, (refused as StoreRefusedException)?.Message);
    }

    [Fact]
    public void A_single_server_is_told_how_to_become_a_replica_set() =>
        Assert.Contains(
            "rs.initiate()",
            MongoRequirements.Fault(new Version(7, 0), "7.0.1", isStandalone: true),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Documents_of_an_earlier_release_are_rewritten_once()
    {
        await using var rig = new MongoRig();
        await rig.Stored.InsertManyAsync([
            BsonDocument.Parse(
                "{_id: 'S-1', version: 3, key: 'S-1', due_at: '2026-11-22T07:30:00.000Z', score: 5, extra: {'a.b': 1}}"
            ),
            BsonDocument.Parse("{_id: ObjectId('0123456789abcdef01234567'), foreign: true}"),
        ]);
        await rig
            .Database.GetCollection<BsonDocument>("counters")
            .InsertOneAsync(BsonDocument.Parse("{_id: 'samples', value: NumberLong(7)}"));

        await rig.Store.EnsureAsync(Samples.All, None);

        Assert.Equal(
            BsonDocument.Parse(
                "{_id: 'S-1', version: NumberLong(3), due_at: ISODate('2026-11-22T07:30:00Z'), score: NumberDecimal('5'), extra: {'a%2Eb': NumberDecimal('1')}}"
            ),
            await rig.StoredAsync("S-1")
        );
        Assert.Equal(2, await rig.Stored.CountDocumentsAsync("{}"));
        Assert.Equal(MongoMigrations.Latest, (await StepAsync(rig))["step"].ToInt32());
    }

    [Fact]
    public async Task A_newer_database_refuses_an_older_build()
    {
        await using var rig = await MongoRig.StartAsync();
        await SetStepAsync(rig, new BsonDocument("step", MongoMigrations.Latest + 1));

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(async () =>
            await rig.Another().EnsureAsync(Samples.All, None)
        );

        Assert.Contains("Start the newer release", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_instance_migrates_and_the_lease_of_a_dead_one_is_taken_over()
    {
        await using var rig = await MongoRig.StartAsync();
        var held = new BsonDocument
        {
            { "step", 0 },
            { "lease_by", "dead" },
            { "lease_until", Samples.Now.ToDateTimeUtc().AddSeconds(-1) },
        };
        await SetStepAsync(rig, held);

        await rig.Another().EnsureAsync(Samples.All, None);

        var record = await StepAsync(rig);
        Assert.Equal(MongoMigrations.Latest, record["step"].ToInt32());
        Assert.False(record.Contains("lease_by"));
    }

    [Fact]
    public async Task Foreign_documents_do_not_break_a_list_a_stream_or_a_page()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b =>
            b.Insert(Samples.Collection, new Sample("S-1") { Status = "open" })
                .Insert(Samples.Collection, new Sample("S-2") { Status = "open" })
        );
        await rig.Stored.InsertManyAsync([
            BsonDocument.Parse("{_id: ObjectId('0123456789abcdef01234567'), status: 'open'}"),
            BsonDocument.Parse("{_id: 7, status: 'open', version: 1}"),
            BsonDocument.Parse("{_id: 'S-15', status: 'open'}"),
        ]);
        var open = Filter.Eq("status", "open");

        Assert.Equal(
            ["S-1", "S-2"],
            await rig.IdsAsync(new Query(Samples.Collection, open) { Limit = 2 })
        );
        Assert.Equal(
            ["S-1", "S-2"],
            await rig
                .Store.StreamAsync(Samples.Collection, open, null, None)
                .Select(d => d.Id)
                .ToListAsync()
        );
        Assert.Null(await rig.Store.GetAsync(Samples.Collection, "S-15", None));
    }

    [Fact]
    public async Task A_stream_walks_the_ids_only_where_the_filter_matches_much()
    {
        await using var rig = await MongoRig.StartAsync();
        foreach (
            var chunk in Enumerable
                .Range(0, 2_100)
                .Select(i => new Sample($"S-{i:D5}") { Status = "open" })
                .Chunk(700)
        )
            await rig.CommitAsync(b =>
                chunk.Aggregate(b, (batch, sample) => batch.Insert(Samples.Collection, sample))
            );
        rig.Forget();

        Assert.Equal(
            2_100,
            await rig
                .Store.StreamAsync(Samples.Collection, Filter.Eq("status", "open"), null, None)
                .CountAsync()
        );
        Assert.Equal(["find", "aggregate", "find", "find"], rig.Commands);
        rig.Forget();
        Assert.Equal(
            2_100,
            await rig
                .Store.StreamAsync(Samples.Collection, Filter.Everything, null, None)
                .CountAsync()
        );
        Assert.DoesNotContain("aggregate", rig.Commands);
    }

    [Theory]
    [InlineData(
        "mongodb://h/?retryWrites=false&w=1&journal=false&readPreference=secondaryPreferred&serverSelectionTimeoutMS=700&readConcernLevel=local&appName=me"
    )]
    public void What_the_connection_string_says_wins(string uri)
    {
        var settings = MongoConnection.SettingsOf(uri);

        Assert.Equal((false, true), (settings.RetryWrites, settings.RetryReads));
        Assert.Equal(new WriteConcern(1, journal: false), settings.WriteConcern);
        Assert.Equal(
            ReadPreferenceMode.SecondaryPreferred,
            settings.ReadPreference.ReadPreferenceMode
        );
        Assert.Equal(
            (TimeSpan.FromMilliseconds(700), TimeSpan.FromSeconds(5)),
            (settings.ServerSelectionTimeout, settings.ConnectTimeout)
        );
        Assert.Equal((ReadConcern.Local, "me"), (settings.ReadConcern, settings.ApplicationName));
    }

    [Fact]
    public void What_it_does_not_say_is_what_the_port_promises()
    {
        var settings = MongoConnection.SettingsOf("mongodb://h/");

        Assert.Equal(
            (true, WriteConcern.WMajority.With(journal: true), ReadConcern.Majority),
            (settings.RetryWrites, settings.WriteConcern, settings.ReadConcern)
        );
        Assert.Equal(ReadPreference.Primary, settings.ReadPreference);
    }

    private static Collection<Sample> Unique(IndexSpec index) =>
        new(
            "samples",
            () => Samples.Collection.Json,
            [.. Samples.Collection.Indexes.Where(i => i.Name != index.Name), index]
        );

    private static Task<BsonDocument> StepAsync(MongoRig rig) =>
        rig.Database.GetCollection<BsonDocument>("schema").Find("{_id: '#step'}").SingleAsync();

    private static Task SetStepAsync(MongoRig rig, BsonDocument members) =>
        rig
            .Database.GetCollection<BsonDocument>("schema")
            .UpdateOneAsync("{_id: '#step'}", new BsonDocument("$set", members));
}
