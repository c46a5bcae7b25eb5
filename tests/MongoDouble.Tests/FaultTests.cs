using KoSales.MongoDouble.Faults;

namespace KoSales.MongoDouble.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_write_whose_reply_is_lost_is_sent_again_and_done_once()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, n: 0}");
        server.Server.Faults.Add(Fault.LostReply("update"));
        server.Server.Faults.Add(Fault.LostReply("insert"));
        server.Server.Faults.Add(Fault.LostReply("findAndModify"));

        await server.Things.UpdateOneAsync("{_id: 1}", "{$inc: {n: 1}}");
        await server.Things.InsertOneAsync(new BsonDocument("_id", 2));
        await server.Things.FindOneAndUpdateAsync<BsonDocument>("{_id: 1}", "{$inc: {n: 1}}");

        Assert.Equal(2, (await server.FindAsync(1))["n"].ToInt32());
        Assert.Equal(
            (2, 3, 2),
            (
                server.Server.Trips["update"],
                server.Server.Trips["insert"],
                server.Server.Trips["findAndModify"]
            )
        );
    }

    [Fact]
    public async Task Without_retries_the_caller_learns_that_the_outcome_is_not_known()
    {
        await using var server = Double.Start();
        using var client = new MongoClient(server.Server.Uri + "&retryWrites=false");
        server.Server.Faults.Add(Fault.LostReply("insert"));

        await Assert.ThrowsAnyAsync<MongoConnectionException>(() =>
            client
                .GetDatabase("test")
                .GetCollection<BsonDocument>("things")
                .InsertOneAsync(new BsonDocument("_id", 1))
        );

        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task A_primary_that_stepped_down_is_asked_again()
    {
        await using var server = Double.Start();
        server.Server.Faults.Add(Fault.NotPrimary("insert"));
        server.Server.Faults.Add(Fault.NotPrimary("find"));

        await server.InsertAsync("{_id: 1}");

        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task A_hang_ends_with_the_time_that_the_command_has()
    {
        await using var server = Double.Start();
        server.Server.Faults.Add(Fault.Hang(TimeSpan.FromMinutes(1), "find"));

        await Assert.ThrowsAsync<MongoExecutionTimeoutException>(() =>
            server
                .Things.Find("{}", new FindOptions { MaxTime = TimeSpan.FromMilliseconds(50) })
                .ToListAsync()
        );
    }

    [Fact]
    public async Task An_unmet_write_concern_is_told_after_the_write()
    {
        await using var server = Double.Start();
        server.Server.Faults.Add(Fault.WriteConcern(64, "insert"));

        await Assert.ThrowsAsync<MongoWriteException>(() =>
            server.Things.InsertOneAsync(new BsonDocument("_id", 1))
        );

        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task Fail_points_are_set_over_the_wire()
    {
        await using var server = Double.Start();
        var admin = server.Client.GetDatabase("admin");
        await admin.RunCommandAsync<BsonDocument>(
            "{configureFailPoint: 'failCommand', mode: {times: 2}, data: {failCommands: ['ping'], errorCode: 16500}}"
        );

        for (var i = 0; i < 2; i++)
            Assert.Equal(
                16500,
                (
                    await Assert.ThrowsAsync<MongoCommandException>(() =>
                        admin.RunCommandAsync<BsonDocument>("{ping: 1}")
                    )
                ).Code
            );
        await admin.RunCommandAsync<BsonDocument>("{ping: 1}");

        await admin.RunCommandAsync<BsonDocument>(
            "{configureFailPoint: 'failCommand', mode: 'alwaysOn', data: {failCommands: ['ping'], closeConnection: true}}"
        );
        await Assert.ThrowsAnyAsync<MongoException>(() =>
            admin.RunCommandAsync<BsonDocument>("{ping: 1}")
        );
        await admin.RunCommandAsync<BsonDocument>(
            "{configureFailPoint: 'failCommand', mode: 'off'}"
        );
        await admin.RunCommandAsync<BsonDocument>("{ping: 1}");
    }

    [Fact]
    public async Task A_single_server_has_no_transactions()
    {
        await using var server = Double.Start(new MongoDoubleOptions { IsReplicaSet = false });
        await server.InsertAsync("{_id: 1}");
        using var session = await server.Client.StartSessionAsync();

        var exception = Record.Exception(() => session.StartTransaction());

        Assert.IsType<NotSupportedException>(exception);
    }
}
