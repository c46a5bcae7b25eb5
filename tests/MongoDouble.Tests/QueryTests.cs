namespace KoSales.MongoDouble.Tests;

public sealed class QueryTests
{
    [Theory]
    [InlineData("{a: 1}", 1, 6)]
    [InlineData("{a: {$eq: null}}", 4, 5)]
    [InlineData("{a: {$ne: null}}", 1, 2, 3, 6, 7)]
    [InlineData("{a: {$exists: false}}", 5)]
    [InlineData("{a: {$gt: 1}}", 2, 6)]
    [InlineData("{a: {$gte: 'x'}}", 3)]
    [InlineData("{a: {$lt: null}}")]
    [InlineData("{a: {$lte: null}}", 4, 5)]
    [InlineData("{a: {$in: [1, 'x']}}", 1, 3, 6)]
    [InlineData("{a: {$nin: [1, null]}}", 2, 3, 7)]
    [InlineData("{a: {$all: [1, 5]}}", 6)]
    [InlineData("{a: {$size: 2}}", 6)]
    [InlineData("{a: {$type: 'array'}}", 6)]
    [InlineData("{a: {$type: 'number'}}", 1, 2, 6)]
    [InlineData("{a: {$elemMatch: {$gt: 1, $lt: 6}}}", 6)]
    [InlineData("{a: {$not: {$gt: 1}}}", 1, 3, 4, 5, 7)]
    [InlineData("{'a.b': 3}", 7)]
    [InlineData("{a: {$regex: '^X', $options: 'i'}}", 3)]
    [InlineData("{$or: [{a: 1}, {_id: 7}]}", 1, 6, 7)]
    [InlineData("{$nor: [{a: 1}, {_id: 7}]}", 2, 3, 4, 5)]
    [InlineData("{$and: [{_id: {$in: [1, 2]}}, {a: 1}]}", 1)]
    [InlineData("{$expr: {$gt: ['$_id', 5]}}", 6, 7)]
    public async Task A_query_finds_what_the_manual_says(string query, params int[] ids)
    {
        await using var server = Double.Start();
        await server.InsertAsync(
            "{_id: 1, a: 1}",
            "{_id: 2, a: NumberDecimal('2.5')}",
            "{_id: 3, a: 'x'}",
            "{_id: 4, a: null}",
            "{_id: 5}",
            "{_id: 6, a: [1, 5]}",
            "{_id: 7, a: {b: 3}}"
        );

        Assert.Equal(ids, await server.IdsAsync(query));
    }

    [Fact]
    public async Task Values_of_many_types_sort_by_type_first()
    {
        await using var server = Double.Start();
        await server.InsertAsync(
            "{_id: 1, a: true}",
            "{_id: 2, a: 'b'}",
            "{_id: 3, a: 7}",
            "{_id: 4}",
            "{_id: 5, a: ISODate('2026-01-01')}",
            "{_id: 6, a: {x: 1}}"
        );
        await server.InsertAsync(
            "{_id: 7, a: 'a'}",
            "{_id: 8, a: NumberLong(6)}",
            "{_id: 9, a: 6.5}"
        );

        var ascending = await server.Things.Find("{}").Sort("{a: 1}").ToListAsync();
        var descending = await server.Things.Find("{}").Sort("{a: -1}").ToListAsync();

        Assert.Equal([4, 8, 9, 3, 7, 2, 6, 1, 5], ascending.Select(d => d["_id"].ToInt32()));
        Assert.Equal([5, 1, 6, 2, 7, 3, 9, 8, 4], descending.Select(d => d["_id"].ToInt32()));
    }

    [Fact]
    public async Task A_large_result_comes_in_batches_and_all_of_it()
    {
        await using var server = Double.Start();
        await server.Things.InsertManyAsync(
            Enumerable.Range(0, 1_000).Select(i => new BsonDocument("_id", i))
        );
        server.Server.Trips.Reset();

        var found = await server
            .Things.Find("{}", new FindOptions { BatchSize = 100 })
            .Sort("{_id: 1}")
            .Skip(10)
            .Limit(950)
            .ToListAsync();

        Assert.Equal(Enumerable.Range(10, 950), found.Select(d => d["_id"].ToInt32()));
        Assert.Equal((1, 9), (server.Server.Trips["find"], server.Server.Trips["getMore"]));
    }

    [Fact]
    public async Task A_cursor_that_is_left_is_closed()
    {
        await using var server = Double.Start();
        await server.Things.InsertManyAsync(
            Enumerable.Range(0, 300).Select(i => new BsonDocument("_id", i))
        );

        using (var cursor = await server.Things.FindAsync("{}"))
            await cursor.MoveNextAsync();

        Assert.Equal(1, server.Server.Trips["killCursors"]);
    }

    [Fact]
    public async Task Projections_show_or_hide_members()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1, a: {b: 2, c: 3}, d: 4}");

        Assert.Equal(
            BsonDocument.Parse("{_id: 1}"),
            await server.Things.Find("{}").Project("{_id: 1}").SingleAsync()
        );
        Assert.Equal(
            BsonDocument.Parse("{a: {b: 2}}"),
            await server.Things.Find("{}").Project("{'a.b': 1, _id: 0}").SingleAsync()
        );
        Assert.Equal(
            BsonDocument.Parse("{_id: 1, a: {c: 3}}"),
            await server.Things.Find("{}").Project("{'a.b': 0, d: 0}").SingleAsync()
        );
    }

    [Fact]
    public async Task Counts_and_groups_are_aggregated()
    {
        await using var server = Double.Start();
        await server.InsertAsync(
            "{_id: 1, a: 'x', n: 2}",
            "{_id: 2, a: 'x', n: NumberDecimal('0.5')}",
            "{_id: 3, n: 4}"
        );
        string[] stages =
        [
            "{$group: {_id: {k: {$ifNull: ['$a', null]}}, count: {$sum: 1}, n: {$sum: '$n'}, most: {$max: '$n'}}}",
            "{$sort: {count: -1}}",
        ];

        var rows = await server
            .Things.Aggregate(PipelineDefinition<BsonDocument, BsonDocument>.Create(stages))
            .ToListAsync();

        Assert.Equal(3, await server.Things.CountDocumentsAsync("{}"));
        Assert.Equal(3, await server.Things.EstimatedDocumentCountAsync());
        string[] expected =
        [
            "{_id: {k: 'x'}, count: 2, n: NumberDecimal('2.5'), most: 2}",
            "{_id: {k: null}, count: 1, n: 4, most: 4}",
        ];
        Assert.Equal(expected.Select(BsonDocument.Parse), rows);
    }

    [Fact]
    public async Task What_it_does_not_know_it_refuses_by_name()
    {
        await using var server = Double.Start();

        var stage = await Assert.ThrowsAsync<MongoCommandException>(() =>
            server.Things.Aggregate().AppendStage<BsonDocument>("{$geoNear: {}}").ToListAsync()
        );
        var command = await Assert.ThrowsAsync<MongoCommandException>(() =>
            server
                .Client.GetDatabase("test")
                .RunCommandAsync<BsonDocument>(new BsonDocument("mapReduce", "things"))
        );

        Assert.Equal(40324, stage.Code);
        Assert.Equal(59, command.Code);
        await Assert.ThrowsAsync<MongoCommandException>(() => server.IdsAsync("{a: {$near: 1}}"));
    }

    [Fact]
    public async Task A_hint_must_name_an_index()
    {
        await using var server = Double.Start();
        await server.InsertAsync("{_id: 1}");

        Assert.Single(
            await server
                .Things.Find("{}", new FindOptions { Hint = new BsonDocument("_id", 1) })
                .ToListAsync()
        );
        await Assert.ThrowsAsync<MongoCommandException>(() =>
            server.Things.Find("{}", new FindOptions { Hint = "nope" }).ToListAsync()
        );
    }
}
