using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using KoSales.Functions.Storage.MongoQuery;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>What is sent to MongoDB, where no MongoDB is needed to see it. Filters are covered by the store contract.</summary>
public sealed class MongoQueryTests
{
    private static readonly Collection<Sample> Expiring = Samples.Expiring;

    [Fact]
    public void A_sort_ends_with_the_id() =>
        Assert.Equal("""{"status":-1,"score":1,"_id":1}""", PageMongo.Sort([new("status", FieldType.Text, Descending: true), new("score", FieldType.Number)]));

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_ranges_after_a_position_hold_exactly_what_comes_after_it_in_order(bool statusDescending, bool scoreDescending)
    {
        SortKey[] sort = [new("status", FieldType.Text, statusDescending), new("score", FieldType.Number, scoreDescending)];
        Sample[] samples = [.. Enumerable.Range(0, 48).Select(i => new Sample($"S-{i * 29 % 48:D2}") { Status = new[] { null, "new", "open" }[i % 3], Score = i % 4 == 0 ? null : i % 4 / 2m })];
        Sample[] sorted = [.. samples.Order(Comparer<Sample>.Create(Compare))];

        for (var at = 0; at < sorted.Length; at += 5)
        {
            var after = new KeysetPosition([JsonSerializer.Serialize(sorted[at].Status), JsonSerializer.Serialize(sorted[at].Score)], sorted[at].Id);
            var ranges = PageMongo.Ranges(new Query(Samples.Collection, Filter.Everything) { Sort = sort, After = after }, Samples.Now);
            var seen = ranges.SelectMany(range => sorted.Where(s => MongoEvaluator.Matches(JsonNode.Parse(range)!, JsonNode.Parse(Samples.Collection.Write(s))!)));
            Assert.Equal(sorted[(at + 1)..].Select(s => s.Id), seen.Select(s => s.Id));
        }

        int Compare(Sample a, Sample b)
        {
            var status = string.CompareOrdinal(a.Status, b.Status) * (statusDescending ? -1 : 1);
            var score = Nullable.Compare(a.Score, b.Score) * (scoreDescending ? -1 : 1);
            return status != 0 ? status : score != 0 ? score : string.CompareOrdinal(a.Id, b.Id);
        }
    }

    [Fact]
    public void A_patch_sets_unsets_adds_and_counts_the_version_up()
    {
        var patch = new Patch(Samples.Now, "A0-0001")
        {
            Set = new Dictionary<string, string?> { ["address.village"] = "\"Itarsi\"", ["name"] = null, ["phone"] = "null", ["due_at"] = "\"2026-11-22T07:30:00.000Z\"" },
            Increment = new Dictionary<string, decimal> { ["score"] = 0.5m },
        };

        Assert.Equal(
            """
            {"$set":{"updated_at":"2026-11-22T07:30:00.000Z","updated_by":"A0-0001","address.village":"Itarsi","due_at":{"$date":"2026-11-22T07:30:00.000Z"}},
            "$unset":{"name":"","phone":""},"$inc":{"version":1,"score":{"$numberDecimal":"0.5"}}}
            """.ReplaceLineEndings(""),
            PatchMongo.Update(Expiring, patch));
    }

    [Theory]
    [InlineData("$where", "1")]
    [InlineData("a.$[]", "1")]
    [InlineData("name", """{"$date":"2026-11-22T07:30:00.000Z"}""")]
    public void A_patch_smuggles_in_no_operators(string path, string json) => Assert.Throws<ArgumentException>(() =>
        PatchMongo.Update(Expiring, new Patch(Samples.Now, "x") { Set = new Dictionary<string, string?> { [path] = json } }));

    [Fact]
    public void Indexes_are_declared_with_their_names_conditions_and_expiry()
    {
        var indexes = JsonNode.Parse(IndexMongo.CreateCommand(Samples.Collection)!)!["indexes"]!.AsArray().ToDictionary(i => (string)i!["name"]!, i => i!.ToJsonString());

        Assert.Equal("""{"key":{"status":1,"due_at":-1,"_id":1},"name":"samples_status_due"}""", indexes["samples_status_due"]);
        Assert.Equal("""{"key":{"tags":1},"name":"samples_tags"}""", indexes["samples_tags"]);
        Assert.Equal(
            """{"key":{"phone":1},"name":"samples_phone_open","unique":true,"partialFilterExpression":{"$and":[{"phone":{"$exists":true}},{"status":{"$in":["open","new"]}}]}}""",
            indexes["samples_phone_open"]);
        Assert.Equal(
            """{"createIndexes":"expiring","indexes":[{"key":{"due_at":1},"name":"expiring_due","expireAfterSeconds":60}]}""", IndexMongo.CreateCommand(Expiring));
    }

    [Fact]
    public void Fields_by_which_documents_expire_are_compared_as_dates() => Assert.Equal(
        """{"due_at":{"$gte":{"$date":"2026-11-21T07:30:00.000Z"},"$lte":{"$date":"2026-11-22T07:30:00.000Z"}}}""",
        FilterMongo.Query(Expiring, Samples.Where("due_at", FilterOperator.WithinLast, new FilterValue.Span(Duration.FromDays(1))), Samples.Now));

    [Fact]
    public void Groups_are_counted_by_a_pipeline() => Assert.Equal(
        ["""{"$match":{"status":{"$eq":"open"}}}""", """{"$group":{"_id":{"f0":{"$ifNull":["$stage",null]},"f1":{"$ifNull":["$_id",null]}},"count":{"$sum":1}}}"""],
        GroupMongo.Pipeline(Samples.Collection, Filter.Eq("status", "open"), ["stage", "id"], Samples.Now));
}
