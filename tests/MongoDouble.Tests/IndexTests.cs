namespace KoSales.MongoDouble.Tests;

public sealed class IndexTests
{
    [Fact]
    public async Task A_taken_key_is_reported_as_a_server_does()
    {
        await using var server = Double.Start();
        await IndexAsync(server, "{key: {a: 1, b: -1}, name: 'a_b_', unique: true}");
        await server.InsertAsync("{_id: 1, a: 'x', b: 2}");

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() =>
            server.Things.InsertOneAsync(BsonDocument.Parse("{_id: 2, a: 'x', b: 2}"))
        );

        Assert.Equal(ServerErrorCategory.DuplicateKey, refused.WriteError.Category);
        Assert.Equal(
            """E11000 duplicate key error collection: test.things index: a_b_ dup key: { a: "x", b: 2 }""",
            refused.WriteError.Message
        );
        var raw = await server
            .Client.GetDatabase("test")
            .RunCommandAsync<BsonDocument>(
                "{insert: 'things', documents: [{_id: 2, a: 'x', b: 2}]}"
            );
        var error = raw["writeErrors"][0];
        Assert.Equal(
            (BsonDocument.Parse("{a: 1, b: -1}"), BsonDocument.Parse("{a: 'x', b: 2}")),
            (error["keyPattern"].AsBsonDocument, error["keyValue"].AsBsonDocument)
        );
    }

    [Theory]
    [InlineData("{key: {a: 1}, name: 'i', unique: true}", "{_id: 1}", "{_id: 2, a: null}", false)]
    [InlineData(
        "{key: {a: 1}, name: 'i', unique: true, sparse: true}",
        "{_id: 1}",
        "{_id: 2}",
        true
    )]
    [InlineData(
        "{key: {a: 1}, name: 'i', unique: true, partialFilterExpression: {s: 'open'}}",
        "{_id: 1, a: 1, s: 'open'}",
        "{_id: 2, a: 1}",
        true
    )]
    [InlineData(
        "{key: {a: 1}, name: 'i', unique: true, partialFilterExpression: {s: 'open'}}",
        "{_id: 1, a: 1, s: 'open'}",
        "{_id: 2, a: 1, s: 'open'}",
        false
    )]
    [InlineData(
        "{key: {a: 1}, name: 'i', unique: true}",
        "{_id: 1, a: [1, 2]}",
        "{_id: 2, a: [3, 2]}",
        false
    )]
    [InlineData(
        "{key: {a: 1}, name: 'i', unique: true}",
        "{_id: 1, a: [1, 1]}",
        "{_id: 2, a: NumberDecimal('1.0')}",
        false
    )]
    [InlineData("{key: {a: 1}, name: 'i'}", "{_id: 1, a: 1}", "{_id: 2, a: 1}", true)]
    public async Task Unique_partial_and_sparse_indexes_are_enforced(
        string index,
        string first,
        string second,
        bool isTaken
    )
    {
        await using var server = Double.Start();
        await IndexAsync(server, index);
        await server.InsertAsync(first);

        var refused = await Record.ExceptionAsync(() =>
            server.Things.InsertOneAsync(BsonDocument.Parse(second))
        );

        Assert.Equal(isTaken, refused is null);
    }

    [Fact]
    public async Task A_unique_index_over_duplicates_is_not_built()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, a: 1}", "{_id: 2, a: 1}");

        var refused = await Assert.ThrowsAsync<MongoCommandException>(() =>
            IndexAsync(server, "{key: {a: 1}, name: 'i', unique: true}")
        );

        Assert.Equal(11000, refused.Code);
        Assert.Equal(["_id_"], await NamesAsync(server));
    }

    [Fact]
    public async Task An_index_is_made_once_listed_and_dropped()
    {
        await using var server = Double.Start();
        await IndexAsync(server, "{key: {a: 1}, name: 'i'}");
        await IndexAsync(server, "{key: {a: 1}, name: 'i'}");
        Assert.Equal(["_id_", "i"], await NamesAsync(server));

        var otherSpec = await Assert.ThrowsAsync<MongoCommandException>(() =>
            IndexAsync(server, "{key: {a: 1}, name: 'i', unique: true}")
        );
        var otherName = await Assert.ThrowsAsync<MongoCommandException>(() =>
            IndexAsync(server, "{key: {a: 1}, name: 'j'}")
        );
        Assert.Equal((86, 85), (otherSpec.Code, otherName.Code));

        await server.Things.Indexes.DropOneAsync("i");
        Assert.Equal(["_id_"], await NamesAsync(server));
        Assert.Equal(
            27,
            (
                await Assert.ThrowsAsync<MongoCommandException>(() =>
                    server.Things.Indexes.DropOneAsync("i")
                )
            ).Code
        );
    }

    [Fact]
    public async Task A_condition_that_partial_indexes_do_not_know_is_refused()
    {
        await using var server = Double.Start();

        var refused = await Assert.ThrowsAsync<MongoCommandException>(() =>
            IndexAsync(
                server,
                "{key: {a: 1}, name: 'i', partialFilterExpression: {a: {$ne: null}}}"
            )
        );

        Assert.Equal(67, refused.Code);
    }

    [Fact]
    public async Task An_expiring_index_is_accepted_and_nothing_expires()
    {
        await using var server = Double.Start();
        await IndexAsync(server, "{key: {at: 1}, name: 'ttl', expireAfterSeconds: 1}");
        await server.InsertAsync("{_id: 1, at: ISODate('2001-01-01')}");

        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task Collections_are_created_listed_and_dropped_with_their_database()
    {
        await using var server = Double.Start();
        var database = server.Client.GetDatabase("test");
        await database.CreateCollectionAsync("empty");
        Assert.Equal(
            48,
            (
                await Assert.ThrowsAsync<MongoCommandException>(() =>
                    database.CreateCollectionAsync("empty")
                )
            ).Code
        );
        await server.InsertAsync("{_id: 1}");
        Assert.Equal(
            ["empty", "things"],
            await (await database.ListCollectionNamesAsync()).ToListAsync()
        );

        await server.Client.DropDatabaseAsync("test");

        Assert.Empty(await (await database.ListCollectionNamesAsync()).ToListAsync());
    }

    private static Task IndexAsync(Double server, string specification) =>
        server
            .Client.GetDatabase("test")
            .RunCommandAsync<BsonDocument>(
                new BsonDocument
                {
                    { "createIndexes", "things" },
                    {
                        "indexes",
                        new BsonArray { BsonDocument.Parse(specification) }
                    },
                }
            );

    private static async Task<string[]> NamesAsync(Double server)
    {
        var indexes = await (await server.Things.Indexes.ListAsync()).ToListAsync();
        return [.. indexes.Select(i => i["name"].AsString)];
    }
}
