using KoSales.Functions.Storage.Mongo.Connecting;
using NodaTime;
using Fault = KoSales.MongoDouble.Faults.Fault;

namespace KoSales.Tests.Storage;

/// <summary>Round trips, and what becomes of a commit when the server or another writer gets in its
/// way.</summary>
public sealed class MongoCommitTests
{
    private static readonly Patch Lost = new(Samples.Now, "A0-0001")
    {
        Set = new Dictionary<string, string?> { ["status"] = "\"lost\"" },
    };
    private static readonly Version Seven = new(7, 0, 14);

    [Fact]
    public async Task A_batch_over_collections_is_one_trip_and_the_commit()
    {
        await using var rig = await MongoRig.StartAsync();

        var result = await rig.CommitAsync(Mixed);

        Assert.Equal([1, 1, 0, 1, 2, 1], result.Affected);
        Assert.Equal(["bulkWrite", "commitTransaction"], rig.Commands);
    }

    [Fact]
    public async Task Before_version_8_it_is_a_trip_for_each_kind_of_write_to_a_collection()
    {
        await using var rig = await MongoRig.StartAsync(Seven);

        var result = await rig.CommitAsync(Mixed);

        Assert.Equal([1, 1, 0, 1, 2, 1], result.Affected);
        Assert.Equal(
            ["insert", "update", "insert", "update", "update", "update", "commitTransaction"],
            rig.Commands
        );
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public async Task A_thousand_documents_of_two_collections_go_in_few_trips(int major)
    {
        await using var rig = await MongoRig.StartAsync(new Version(major, 0, 1));
        var batch = new WriteBatch();
        for (var i = 0; i < 500; i++)
            batch
                .Insert(Samples.Collection, new Sample($"S-{i}"))
                .Insert(Samples.Expiring, new Sample($"E-{i}"));

        Assert.True((await rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);

        Assert.True(rig.Commands.Count <= 3, string.Join(' ', rig.Commands));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public async Task A_write_of_one_document_needs_no_transaction(int major)
    {
        await using var rig = await MongoRig.StartAsync(new Version(major, 0, 1));
        await rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1")));
        await rig.CommitAsync(b =>
            b.Replace(Samples.Collection, new Sample("S-1") { Version = 2 })
        );
        var missed = await rig.CommitAsync(b =>
            b.Patch(
                Samples.Collection,
                Filter.AllOf(Filter.Eq("id", "S-1"), Filter.Eq("status", "x")),
                Lost,
                expected: 1
            )
        );
        await rig.CommitAsync(b =>
            b.Patch(Samples.Collection, Filter.Eq("id", "S-1"), Lost, expected: 1)
        );
        await rig.CommitAsync(b => b.Delete(Samples.Collection, Filter.Eq("id", "S-1")));

        Assert.Equal(CommitStatus.ConditionFailed, missed.Status);
        Assert.Equal(["insert", "update", "update", "update", "delete"], rig.Commands);
    }

    [Theory]
    [InlineData("commitTransaction")]
    [InlineData("bulkWrite")]
    public async Task A_reply_that_is_lost_leaves_one_effect(string command)
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1") { Score = 1 }));
        rig.Server.Faults.Add(Fault.LostReply(command));
        var more = new Patch(Samples.Now, "x")
        {
            Increment = new Dictionary<string, decimal> { ["score"] = 1 },
        };

        var result = await rig.CommitAsync(b =>
            b.Patch(Samples.Collection, Filter.Eq("id", "S-1"), more)
                .Insert(Samples.Collection, new Sample("S-2"))
        );

        Assert.True(result.IsCommitted);
        Assert.Equal(
            2,
            (await rig.Store.FindAsync(Samples.Collection, "S-1", CancellationToken.None))!.Score
        );
    }

    [Fact]
    public async Task A_transaction_that_another_one_overtook_is_run_again()
    {
        await using var rig = await MongoRig.StartAsync();
        rig.Server.Faults.Add(Fault.WriteConflict("bulkWrite") with { Times = 3 });

        Assert.True((await rig.CommitAsync(Mixed)).IsCommitted);
        Assert.Equal(4, rig.Commands.Count(c => c == "bulkWrite"));
    }

    [Fact]
    public async Task Writers_that_are_always_in_the_way_end_as_an_unavailable_store()
    {
        await using var rig = await MongoRig.StartAsync();
        rig.Server.Faults.Add(Fault.WriteConflict("bulkWrite") with { Times = int.MaxValue });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.CommitAsync(Mixed));
    }

    [Fact]
    public void Pauses_grow_up_to_a_cap_and_differ()
    {
        Assert.All(
            Enumerable.Range(1, 60),
            attempt => Assert.InRange(MongoBackoff.Pause(attempt).TotalMilliseconds, 2, 250)
        );
        Assert.InRange(MongoBackoff.Pause(1).TotalMilliseconds, 2, 4);
        Assert.InRange(MongoBackoff.Pause(10).TotalMilliseconds, 125, 250);
        Assert.True(
            Enumerable.Range(0, 50).Select(_ => MongoBackoff.Pause(10)).Distinct().Count() > 10
        );
    }

    [Theory]
    [InlineData(11601)]
    [InlineData(261)]
    [InlineData(16500)]
    [InlineData(11600)]
    [InlineData(14031)]
    public async Task A_deployment_that_does_not_serve_for_the_moment_is_unavailable(int code)
    {
        await using var rig = await MongoRig.StartAsync();
        rig.Server.Faults.Add(
            Fault.Error(code, "insert", "find", "bulkWrite", "findAndModify") with
            {
                Times = int.MaxValue,
            }
        );

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1")))
        );
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.CommitAsync(Mixed));
        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            rig.IdsAsync(new Query(Samples.Collection, Filter.Everything))
        );
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await rig.Store.AllocateAsync("x", 1, CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("commitTransaction")]
    public async Task A_write_concern_that_is_not_met_is_unavailability(string command)
    {
        await using var rig = await MongoRig.StartAsync();
        rig.Server.Faults.Add(Fault.WriteConcern(64, command) with { Times = int.MaxValue });

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            command == "insert"
                ? rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1")))
                : rig.CommitAsync(Mixed)
        );
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public async Task A_document_over_16_megabytes_is_refused_as_too_large(int major)
    {
        await using var rig = await MongoRig.StartAsync(new Version(major, 0, 1));
        var text = new string('x', 9 * 1024 * 1024);
        await rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1") { Name = text }));
        var grow = new Patch(Samples.Now, "x")
        {
            Set = new Dictionary<string, string?> { ["status"] = $"\"{text}\"" },
        };

        await Assert.ThrowsAsync<DocumentTooLargeException>(() =>
            rig.CommitAsync(b =>
                b.Insert(Samples.Collection, new Sample("S-2") { Name = text, Status = text })
            )
        );
        await Assert.ThrowsAsync<DocumentTooLargeException>(() =>
            rig.CommitAsync(b => b.Patch(Samples.Collection, Filter.Eq("id", "S-1"), grow))
        );
        await Assert.ThrowsAsync<DocumentTooLargeException>(() =>
            rig.CommitAsync(b =>
                b.Insert(Samples.Expiring, new Sample("E-1"))
                    .Insert(Samples.Collection, new Sample("S-2") { Name = text, Status = text })
            )
        );
        Assert.Equal(
            0,
            await rig.Store.CountAsync(Samples.Expiring, Filter.Everything, CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_hang_is_given_up_as_unavailable()
    {
        await using var rig = await MongoRig.StartAsync();
        rig.Server.Faults.Add(Fault.Hang(TimeSpan.FromMinutes(2), "insert"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1")))
        );
    }

    [Fact]
    public async Task An_earlier_operation_in_the_way_is_named_before_a_later_one()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b => b.Insert(Samples.Collection, new Sample("S-1")));

        var result = await rig.CommitAsync(b =>
            b.Replace(Samples.Collection, new Sample("S-9") { Version = 2 })
                .Insert(Samples.Collection, new Sample("S-1"))
        );

        Assert.Equal((CommitStatus.VersionConflict, 0), (result.Status, result.Operation));
    }

    /// <summary>Six operations of every kind on two collections, interleaved.</summary>
    private static WriteBatch Mixed(WriteBatch batch) =>
        batch
            .Insert(Samples.Collection, new Sample("M-1") { Status = "open" })
            .Insert(Samples.Expiring, new Sample("M-2"))
            .Patch(Samples.Expiring, Filter.Eq("status", "none"), Lost)
            .InsertIfAbsent(Samples.Collection, new Sample("M-3") { Status = "open" })
            .Patch(Samples.Collection, Filter.Eq("status", "open"), Lost)
            .Upsert(
                Samples.Expiring,
                new Sample("M-2") { DueAt = Samples.Now + Duration.FromDays(1) }
            );
}
