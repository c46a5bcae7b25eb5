using System.Text.Json;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>What stands in the database, for people who query it by other means.</summary>
public sealed class MongoTypeTests
{
    private static readonly Sample Whole = new("S-1")
    {
        Name = "n",
        Score = 2,
        DueAt = Samples.Now,
        Day = new LocalDate(2026, 2, 28),
        CreatedAt = Samples.Now,
        UpdatedAt = Samples.Now,
        Extra = new Dictionary<string, JsonElement>
        {
            ["a.b"] = JsonElement.Parse("1"),
            ["$c"] = JsonElement.Parse("\"x\""),
            ["50%"] = JsonElement.Parse("{\"d.e\":2.5}"),
        },
        Counts = new Dictionary<string, int> { ["A0-1"] = 3 },
    };

    [Fact]
    public async Task Instants_are_dates_decimals_are_exact_and_whole_numbers_have_one_width()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b => b.Insert(Samples.Collection, Whole));

        var stored = await rig.StoredAsync("S-1");

        Assert.Equal(BsonType.DateTime, stored["due_at"].BsonType);
        Assert.Equal(BsonType.DateTime, stored["created_at"].BsonType);
        Assert.Equal(BsonType.Decimal128, stored["score"].BsonType);
        Assert.Equal(BsonType.Int64, stored["version"].BsonType);
        Assert.Equal(BsonType.Int64, stored["counts"]["A0-1"].BsonType);
        Assert.Equal(BsonType.String, stored["day"].BsonType);
    }

    [Fact]
    public async Task No_name_has_a_dot_or_a_leading_dollar_and_all_come_back()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b => b.Insert(Samples.Collection, Whole));

        Assert.Equal(
            ["a%2Eb", "%24c", "50%25"],
            (await rig.StoredAsync("S-1"))["extra"].AsBsonDocument.Names
        );
        var found = (await rig.Store.FindAsync(Samples.Collection, "S-1", CancellationToken.None))!;
        Assert.Equal(["a.b", "$c", "50%"], found.Extra!.Keys);
        Assert.Equal("2.5", found.Extra["50%"].GetProperty("d.e").GetRawText());
    }

    [Fact]
    public async Task The_id_stands_there_once()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b => b.Insert(Samples.Collection, Whole));

        Assert.DoesNotContain("key", (await rig.StoredAsync("S-1")).Names);
    }

    [Fact]
    public async Task A_patch_writes_the_types_that_a_whole_document_has()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b => b.Insert(Samples.Collection, Whole));
        var patch = new Patch(Samples.Now, "A0-0001")
        {
            Set = new Dictionary<string, string?> { ["due_at"] = "\"2026-12-01T00:00:00.000Z\"" },
            Increment = new Dictionary<string, decimal> { ["score"] = 1 },
        };
        await rig.CommitAsync(b =>
            b.Patch(Samples.Collection, Domain.Filters.Filter.Eq("id", "S-1"), patch)
        );

        var stored = await rig.StoredAsync("S-1");

        Assert.Equal(
            [BsonType.DateTime, BsonType.DateTime, BsonType.Decimal128, BsonType.Int64],
            new[]
            {
                stored["due_at"],
                stored["updated_at"],
                stored["score"],
                stored["version"],
            }.Select(v => v.BsonType)
        );
    }

    [Fact]
    public async Task Groups_by_instants_and_numbers_show_what_the_documents_show()
    {
        await using var rig = await MongoRig.StartAsync();
        await rig.CommitAsync(b =>
            b.Insert(Samples.Collection, Whole)
                .Insert(Samples.Collection, new Sample("S-2") { Score = 100, DueAt = Samples.Now })
        );

        var groups = await rig.Store.GroupCountAsync(
            Samples.Collection,
            Domain.Filters.Filter.Everything,
            ["due_at", "score"],
            CancellationToken.None
        );

        Assert.Equal(
            ["2026-11-22T07:30:00.000Z 100", "2026-11-22T07:30:00.000Z 2"],
            groups.Select(g => string.Join(' ', g.Values)).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("created_at", "Moment")]
    [InlineData("score", "Whole")]
    [InlineData("status", "Plain")]
    [InlineData("custom.anything", "Plain")]
    [InlineData("nothing.of.this", "Plain")]
    public void Members_of_a_record_are_known_by_their_declaration(string path, string kind) =>
        Assert.Equal(kind, FieldShape.Of(LeadStore.Collection).At(path).Kind.ToString());

    [Fact]
    public void Members_inside_arrays_and_maps_are_known_too()
    {
        Assert.Equal(
            FieldKind.Moment,
            FieldShape.Of(PipelineCollections.Lead).At("history.entered_at").Kind
        );
        Assert.Equal(FieldKind.Whole, FieldShape.Of(Samples.Collection).At("counts.A0-1").Kind);
        Assert.Equal(FieldKind.Plain, FieldShape.Of(Samples.Collection).At("tags").Kind);
    }
}
