using KoSales.MongoDouble.Faults;

namespace KoSales.MongoDouble.Tests;

public sealed class TransactionTests
{
    [Fact]
    public async Task Writes_are_seen_inside_at_once_and_outside_after_the_commit()
    {
        await using var begun = await BeginAsync();
        var (server, session) = begun;
        await server.Things.InsertOneAsync(session, new BsonDocument("_id", 1));

        Assert.Single(await server.Things.Find(session, "{}").ToListAsync());
        Assert.Empty(await server.IdsAsync("{}"));
        await session.CommitTransactionAsync();

        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task Rolled_back_writes_leave_nothing()
    {
        await using var begun = await BeginAsync("{_id: 1, a: 1}");
        var (server, session) = begun;
        await server.Things.UpdateOneAsync(session, "{_id: 1}", "{$set: {a: 2}}");
        await server.Things.InsertOneAsync(session, new BsonDocument("_id", 2));
        await session.AbortTransactionAsync();

        Assert.Equal([1], await server.IdsAsync("{}"));
        Assert.Equal(1, (await server.FindAsync(1))["a"].ToInt32());
        await server.Things.UpdateOneAsync("{_id: 1}", "{$set: {a: 3}}");
    }

    [Fact]
    public async Task A_transaction_reads_the_moment_of_its_beginning()
    {
        await using var begun = await BeginAsync("{_id: 1, a: 1}");
        var (server, session) = begun;
        await server.Things.Find(session, "{}").ToListAsync();
        await server.Things.UpdateOneAsync("{_id: 1}", "{$set: {a: 2}}");

        Assert.Equal(1, (await server.Things.Find(session, "{}").SingleAsync())["a"].ToInt32());
    }

    [Fact]
    public async Task The_second_writer_of_a_document_has_a_write_conflict_at_once()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, a: 1}");
        using var first = await TransactionAsync(server);
        using var second = await TransactionAsync(server);
        await server.Things.UpdateOneAsync(first, "{_id: 1}", "{$inc: {a: 1}}");

        var refused = await Assert.ThrowsAsync<MongoCommandException>(() =>
            server.Things.UpdateOneAsync(second, "{_id: 1}", "{$inc: {a: 1}}")
        );

        Assert.Equal(112, refused.Code);
        Assert.True(refused.HasErrorLabel("TransientTransactionError"));
        await first.CommitTransactionAsync();
        Assert.Equal(2, (await server.FindAsync(1))["a"].ToInt32());
    }

    [Fact]
    public async Task So_has_one_whose_snapshot_is_older_than_a_committed_write()
    {
        await using var begun = await BeginAsync("{_id: 1, a: 1}");
        var (server, session) = begun;
        await server.Things.Find(session, "{}").ToListAsync();
        await server.Things.UpdateOneAsync("{_id: 1}", "{$set: {a: 2}}");

        var refused = await Assert.ThrowsAsync<MongoCommandException>(() =>
            server.Things.UpdateOneAsync(session, "{_id: 1}", "{$set: {a: 3}}")
        );

        Assert.Equal(112, refused.Code);
    }

    [Fact]
    public async Task A_write_outside_waits_for_the_transaction_that_holds_the_document()
    {
        await using var begun = await BeginAsync("{_id: 1, a: 1}");
        var (server, session) = begun;
        await server.Things.UpdateOneAsync(session, "{_id: 1}", "{$set: {a: 2}}");

        var outside = server.Things.UpdateOneAsync("{_id: 1}", "{$inc: {a: 10}}");
        Assert.NotSame(outside, await Task.WhenAny(outside, Task.Delay(150)));
        await session.CommitTransactionAsync();
        await outside;

        Assert.Equal(12, (await server.FindAsync(1))["a"].ToInt32());
    }

    [Fact]
    public async Task Two_transactions_cannot_take_one_unique_key()
    {
        await using var server = Double.Start();
        await server.Things.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>("{k: 1}", new CreateIndexOptions { Unique = true })
        );
        using var first = await TransactionAsync(server);
        using var second = await TransactionAsync(server);
        await server.Things.InsertOneAsync(first, BsonDocument.Parse("{_id: 1, k: 'x'}"));

        await Assert.ThrowsAsync<MongoCommandException>(() =>
            server.Things.InsertOneAsync(second, BsonDocument.Parse("{_id: 2, k: 'x'}"))
        );
        await first.CommitTransactionAsync();

        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task A_duplicate_ends_the_transaction()
    {
        await using var begun = await BeginAsync("{_id: 1}");
        var (server, session) = begun;
        await server.Things.InsertOneAsync(session, new BsonDocument("_id", 2));
        await Assert.ThrowsAsync<MongoWriteException>(() =>
            server.Things.InsertOneAsync(session, new BsonDocument("_id", 1))
        );

        var gone = await Assert.ThrowsAsync<MongoCommandException>(() =>
            server.Things.InsertOneAsync(session, new BsonDocument("_id", 3))
        );

        Assert.Equal(251, gone.Code);
        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task A_commit_whose_reply_is_lost_is_asked_for_again_and_counts_once()
    {
        await using var begun = await BeginAsync("{_id: 1, a: 1}");
        var (server, session) = begun;
        server.Server.Faults.Add(Fault.LostReply("commitTransaction"));
        await server.Things.UpdateOneAsync(session, "{_id: 1}", "{$inc: {a: 1}}");
        await session.CommitTransactionAsync();

        Assert.Equal(2, (await server.FindAsync(1))["a"].ToInt32());
        Assert.Equal(2, server.Server.Trips["commitTransaction"]);
    }

    [Fact]
    public async Task The_end_of_a_session_ends_its_transaction()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, a: 1}");
        using (var client = new MongoClient(server.Server.Uri + "&appName=other"))
        {
            var session = await client.StartSessionAsync();
            session.StartTransaction();
            await client
                .GetDatabase("test")
                .GetCollection<BsonDocument>("things")
                .UpdateOneAsync(session, "{_id: 1}", "{$set: {a: 2}}");
            session.Dispose();
        }

        await server
            .Things.UpdateOneAsync("{_id: 1}", "{$set: {a: 3}}")
            .WaitAsync(TimeSpan.FromSeconds(50));
        Assert.Equal(3, (await server.FindAsync(1))["a"].ToInt32());
    }

    [Fact]
    public async Task A_database_goes_though_somebody_left_a_transaction_in_it_long_ago()
    {
        var clock = new LaterClock();
        await using var server = Double.Start(new MongoDoubleOptions { Clock = clock });
        await server.InsertAsync("{_id: 1, a: 1}");
        using var left = await TransactionAsync(server);
        await server.Things.UpdateOneAsync(left, "{_id: 1}", "{$set: {a: 2}}");

        var dropped = server.Client.DropDatabaseAsync("test");
        await Task.Delay(200);
        var waits = !dropped.IsCompleted;
        clock.Later = TimeSpan.FromSeconds(60);
        await dropped.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(waits);
        Assert.Empty(await server.IdsAsync("{}"));
    }

    /// <summary>Ahead of the system's.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }

    /// <summary>A transaction on a server that has these documents.</summary>
    private static async Task<Begun> BeginAsync(params string[] documents)
    {
        var server = Double.Start();
        if (documents.Length > 0)
            await server.InsertAsync(documents);
        return new Begun(server, await TransactionAsync(server));
    }

    private static async Task<IClientSessionHandle> TransactionAsync(Double server)
    {
        var session = await server.Client.StartSessionAsync();
        session.StartTransaction();
        return session;
    }

    private sealed record Begun(Double Server, IClientSessionHandle Session) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Session.Dispose();
            await Server.DisposeAsync();
        }
    }
}
