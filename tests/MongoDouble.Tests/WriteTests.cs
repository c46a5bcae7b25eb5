namespace KoSales.MongoDouble.Tests;

public sealed class WriteTests
{
    [Theory]
    [InlineData("{$set: {'a.b': 1}}", "{_id: 1, n: 5, a: {b: 1}}")]
    [InlineData("{$unset: {n: ''}}", "{_id: 1}")]
    [InlineData(
        "{$inc: {n: NumberDecimal('0.25'), m: 2}}",
        "{_id: 1, n: NumberDecimal('5.25'), m: 2}"
    )]
    [InlineData("{$min: {n: 3}, $max: {m: 9}}", "{_id: 1, n: 3, m: 9}")]
    [InlineData("{$push: {t: 'x'}}", "{_id: 1, n: 5, t: ['x']}")]
    [InlineData("{$rename: {n: 'm'}}", "{_id: 1, m: 5}")]
    [InlineData("{$setOnInsert: {x: 1}}", "{_id: 1, n: 5}")]
    public async Task An_update_changes_what_it_names(string update, string expected)
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, n: 5}");

        await server.Things.UpdateOneAsync("{_id: 1}", update);

        Assert.Equal(BsonDocument.Parse(expected), await server.FindAsync(1));
    }

    [Fact]
    public async Task A_pipeline_computes_from_the_document()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, n: 5, m: 2}");

        await server.Things.UpdateOneAsync(
            "{_id: 1}",
            PipelineDefinition<BsonDocument, BsonDocument>.Create(
                "{$set: {s: {$add: ['$n', '$m']}}}",
                "{$unset: 'm'}"
            )
        );

        Assert.Equal(BsonDocument.Parse("{_id: 1, n: 5, s: 7}"), await server.FindAsync(1));
    }

    [Fact]
    public async Task Matched_and_modified_are_counted_apart()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, a: 1}", "{_id: 2, a: 2}", "{_id: 3, a: 1}");

        var updated = await server.Things.UpdateManyAsync("{}", "{$set: {a: 1}}");
        var deleted = await server.Things.DeleteManyAsync("{_id: {$gt: 1}}");

        Assert.Equal(
            (3, 1, 2),
            (updated.MatchedCount, updated.ModifiedCount, deleted.DeletedCount)
        );
    }

    [Fact]
    public async Task An_upsert_is_made_of_the_query_and_the_update()
    {
        await using var server = Double.Start();

        var result = await server.Things.UpdateOneAsync(
            "{_id: 1, k: 'x', n: {$gt: 3}}",
            "{$set: {a: 1}, $setOnInsert: {b: 2}}",
            new UpdateOptions { IsUpsert = true }
        );
        await server.Things.ReplaceOneAsync(
            "{_id: 2}",
            BsonDocument.Parse("{c: 3}"),
            new ReplaceOptions { IsUpsert = true }
        );

        Assert.Equal(1, result.UpsertedId.ToInt32());
        Assert.Equal(BsonDocument.Parse("{_id: 1, k: 'x', a: 1, b: 2}"), await server.FindAsync(1));
        Assert.Equal(BsonDocument.Parse("{_id: 2, c: 3}"), await server.FindAsync(2));
    }

    [Fact]
    public async Task Find_and_modify_returns_the_document_before_or_after()
    {
        await using var server = Double.Start();
        var after = new FindOneAndUpdateOptions<BsonDocument>
        {
            IsUpsert = true,
            ReturnDocument = ReturnDocument.After,
        };

        Assert.Equal(
            1,
            (
                await server.Things.FindOneAndUpdateAsync<BsonDocument>(
                    "{_id: 1}",
                    "{$inc: {n: 1}}",
                    after
                )
            )["n"]
                .ToInt32()
        );
        Assert.Equal(
            1,
            (await server.Things.FindOneAndUpdateAsync<BsonDocument>("{_id: 1}", "{$inc: {n: 1}}"))[
                "n"
            ]
                .ToInt32()
        );
        Assert.Equal(
            2,
            (await server.Things.FindOneAndDeleteAsync<BsonDocument>("{_id: 1}"))["n"].ToInt32()
        );
        Assert.Null(await server.Things.FindOneAndDeleteAsync<BsonDocument>("{_id: 1}"));
    }

    [Theory]
    [InlineData("{$inc: {s: 1}}", 14)]
    [InlineData("{$set: {'s.x': 1}}", 28)]
    [InlineData("{$set: {_id: 9}}", 66)]
    [InlineData("{$set: {a: 1, 'a.b': 2}}", 40)]
    [InlineData("{$frob: {a: 1}}", 9)]
    public async Task An_update_that_cannot_be_is_refused_with_the_servers_code(
        string update,
        int code
    )
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, s: 'text'}");

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() =>
            server.Things.UpdateOneAsync("{_id: 1}", update)
        );

        Assert.Equal(code, refused.WriteError.Code);
    }

    [Fact]
    public async Task An_ordered_insert_stops_at_the_first_fault_and_an_unordered_one_goes_on()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 2}");
        BsonDocument[] documents = [new("_id", 1), new("_id", 2), new("_id", 3)];

        var ordered = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() =>
            server.Things.InsertManyAsync(documents)
        );
        Assert.Equal((1, 11000), (ordered.WriteErrors[0].Index, ordered.WriteErrors[0].Code));
        Assert.Equal([1, 2], await server.IdsAsync("{}"));

        await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() =>
            server.Things.InsertManyAsync(documents, new InsertManyOptions { IsOrdered = false })
        );
        Assert.Equal([1, 2, 3], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task Bulk_write_writes_several_collections_in_one_trip_from_version_8_on()
    {
        await using var server = Double.Start(
            new MongoDoubleOptions { Version = new Version(8, 0, 4) }
        );
        await server.InsertAsync("{_id: 1}");
        BulkWriteModel[] models =
        [
            new BulkWriteInsertOneModel<BsonDocument>("test.things", new BsonDocument("_id", 2)),
            new BulkWriteUpdateManyModel<BsonDocument>("test.things", "{}", "{$set: {a: 1}}"),
            new BulkWriteReplaceOneModel<BsonDocument>(
                "test.others",
                "{_id: 7}",
                new BsonDocument("b", 1),
                isUpsert: true
            ),
            new BulkWriteDeleteOneModel<BsonDocument>("test.things", "{_id: 1}"),
        ];
        server.Server.Trips.Reset();

        var result = await server.Client.BulkWriteAsync(
            models,
            new ClientBulkWriteOptions { VerboseResult = true }
        );

        Assert.Equal(
            (1, 2, 1, 1),
            (result.InsertedCount, result.MatchedCount, result.UpsertedCount, result.DeletedCount)
        );
        Assert.Equal(
            (2, 7),
            (result.UpdateResults[1].MatchedCount, result.UpdateResults[2].UpsertedId.ToInt32())
        );
        Assert.Equal(1, server.Server.Trips["bulkWrite"]);
        Assert.Equal([2], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task Bulk_write_tells_which_operation_failed()
    {
        await using var server = Double.Start(
            new MongoDoubleOptions { Version = new Version(8, 0, 4) }
        );
        BulkWriteModel[] models =
        [
            new BulkWriteInsertOneModel<BsonDocument>("test.things", new BsonDocument("_id", 1)),
            new BulkWriteInsertOneModel<BsonDocument>("test.things", new BsonDocument("_id", 1)),
            new BulkWriteInsertOneModel<BsonDocument>("test.things", new BsonDocument("_id", 2)),
        ];

        var failed = await Assert.ThrowsAsync<ClientBulkWriteException>(() =>
            server.Client.BulkWriteAsync(models)
        );

        Assert.Equal(11000, failed.WriteErrors[1].Code);
        Assert.Equal([1], await server.IdsAsync("{}"));
    }

    [Fact]
    public async Task A_document_over_16_megabytes_is_refused()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, a: ''}");
        var half = new string('x', 9 * 1024 * 1024);
        await server.Things.UpdateOneAsync(
            "{_id: 1}",
            new BsonDocument("$set", new BsonDocument("a", half))
        );

        var refused = await Assert.ThrowsAsync<MongoWriteException>(() =>
            server.Things.UpdateOneAsync(
                "{_id: 1}",
                new BsonDocument("$set", new BsonDocument("b", half))
            )
        );

        Assert.Equal(10334, refused.WriteError.Code);
    }
}
