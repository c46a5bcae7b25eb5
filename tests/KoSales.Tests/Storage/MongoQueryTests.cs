using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Functions.Storage.Mongo.Writing;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using NodaTime;

namespace KoSales.Tests.Storage;

/// <summary>What is sent to MongoDB, where no MongoDB is needed to see it. Filters are covered by the store
/// contract.</summary>
public sealed class MongoQueryTests
{
    private static readonly Collection<Sample> Expiring = Samples.Expiring;

    [Theory]
    [InlineData("""{"status":-1,"score":1,"_id":1}""", "-status", "score")]
    [InlineData("""{"status":1,"score":-1,"_id":-1}""", "status", "-score")]
    [InlineData("""{"status":1,"_id":-1}""", "status", "-id", "score")]
    [InlineData("""{"_id":-1}""", "-id")]
    [InlineData("""{"_id":1}""")]
    public void A_sort_ends_with_the_id_in_the_direction_of_the_last_key(
        string expected,
        params string[] keys
    ) =>
        Assert.Equal(
            expected,
            PageMongo.Sort(
                new Query(Samples.Collection, Filter.Everything) { Sort = [.. keys.Select(Key)] }
            )
        );

    [Fact]
    public void Every_index_serves_the_list_that_it_is_declared_for_in_both_directions()
    {
        foreach (
            var index in Samples.Collection.Indexes.Where(i =>
                i is { Unique: false, Multikey: false }
            )
        )
        {
            var declared = BsonDocument.Parse(IndexOf(index.Name))["key"].AsBsonDocument;
            var forward = BsonDocument.Parse(PageMongo.Sort(Ordered(index, reversed: false)));
            var backward = BsonDocument.Parse(PageMongo.Sort(Ordered(index, reversed: true)));

            Assert.Equal(declared, forward);
            Assert.Equal(declared.Select(k => new BsonElement(k.Name, -k.Value.AsInt32)), backward);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_ranges_after_a_position_hold_exactly_what_comes_after_it_in_order(
        bool statusDescending,
        bool scoreDescending
    )
    {
        SortKey[] sort =
        [
            new("status", FieldType.Text, statusDescending),
            new("score", FieldType.Number, scoreDescending),
        ];
        Sample[] samples =
        [
            .. Enumerable
                .Range(0, 48)
                .Select(i => new Sample($"S-{i * 29 % 48:D2}")
                {
                    Status = new[] { null, "new", "open" }[i % 3],
                    Score = i % 4 == 0 ? null : i % 4 / 2m,
                }),
        ];
        Sample[] sorted = [.. samples.Order(Comparer<Sample>.Create(Compare))];

        for (var at = 0; at < sorted.Length; at += 5)
        {
            var after = new KeysetPosition(
                [
                    JsonSerializer.Serialize(sorted[at].Status),
                    JsonSerializer.Serialize(sorted[at].Score),
                ],
                sorted[at].Id
            );
            var ranges = PageMongo.Ranges(
                new Query(Samples.Collection, Filter.Everything) { Sort = sort, After = after },
                Samples.Now
            );
            var seen = ranges.SelectMany(range =>
                sorted.Where(s =>
                    MongoEvaluator.Matches(
                        JsonNode.Parse(range)!,
                        JsonNode.Parse(Samples.Collection.Write(s))!
                    )
                )
            );
            Assert.Equal(sorted[(at + 1)..].Select(s => s.Id), seen.Select(s => s.Id));
        }

        int Compare(Sample a, Sample b)
        {
            var status = string.CompareOrdinal(a.Status, b.Status) * (statusDescending ? -1 : 1);
            var score = Nullable.Compare(a.Score, b.Score) * (scoreDescending ? -1 : 1);
            return status != 0 ? status
                : score != 0 ? score
                : string.CompareOrdinal(a.Id, b.Id) * (scoreDescending ? -1 : 1);
        }
    }

    [Fact]
    public void A_patch_sets_unsets_adds_and_counts_the_version_up()
    {
        var patch = new Patch(Samples.Now, "A0-0001")
        {
            Set = new Dictionary<string, string?>
            {
                ["address.village"] = "\"Itarsi\"",
                ["name"] = null,
                ["phone"] = "null",
                ["due_at"] = "\"2026-11-22T07:30:00.000Z\"",
            },
            Increment = new Dictionary<string, decimal> { ["score"] = 2 },
        };

        Assert.Equal(
            BsonDocument.Parse(
                """
                {"$set":{"updated_at":{"$date":"2026-11-22T07:30:00.000Z"},"updated_by":"A0-0001","address.village":"Itarsi",
                "due_at":{"$date":"2026-11-22T07:30:00.000Z"}},
                "$unset":{"name":"","phone":""},"$inc":{"version":{"$numberLong":"1"},"score":{"$numberDecimal":"2"}}}
                """
            ),
            PatchMongo.Update(Samples.Collection, patch)
        );
    }

    [Theory]
    [InlineData("$where")]
    [InlineData("a.$[]")]
    public void A_patch_of_a_path_that_is_an_operator_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() =>
            PatchMongo.Update(
                Samples.Collection,
                new Patch(Samples.Now, "x")
                {
                    Set = new Dictionary<string, string?> { [path] = "1" },
                }
            )
        );

    [Fact]
    public void A_value_with_the_name_of_an_operator_stays_a_value()
    {
        var patch = new Patch(Samples.Now, "x")
        {
            Set = new Dictionary<string, string?>
            {
                ["name"] = """{"$date":"2026-11-22T07:30:00.000Z"}""",
            },
        };

        Assert.Equal(
            BsonDocument.Parse("""{"%24date":"2026-11-22T07:30:00.000Z"}"""),
            PatchMongo.Update(Samples.Collection, patch)["$set"]["name"]
        );
    }

    [Fact]
    public void Indexes_are_declared_with_their_names_conditions_and_expiry()
    {
        Assert.Equal(
            """{"key":{"status":1,"due_at":-1,"_id":-1},"name":"samples_status_due"}""",
            IndexOf("samples_status_due")
        );
        Assert.Equal("""{"key":{"tags":1},"name":"samples_tags"}""", IndexOf("samples_tags"));
        Assert.Equal(
            """{"key":{"phone":1},"name":"samples_phone_open","unique":true,"partialFilterExpression":"""
                + """{"$and":[{"phone":{"$exists":true}},"""
                + """{"status":{"$in":["open","new"]}}]}}""",
            IndexOf("samples_phone_open")
        );
        Assert.Equal(
            """[{"key":{"due_at":1},"name":"expiring_due","expireAfterSeconds":60}]""",
            IndexMongo.Specifications(Expiring)
        );
    }

    [Fact]
    public void Instants_are_compared_as_dates() =>
        Assert.Equal(
            """{"due_at":{"$gte":{"$date":"2026-11-21T07:30:00.000Z"},"$lte":{"$date":"2026-11-22T07:30:00.000Z"}}}""",
            FilterMongo.Query(
                Expiring,
                Samples.Where(
                    "due_at",
                    FilterOperator.WithinLast,
                    new FilterValue.Span(Duration.FromDays(1))
                ),
                Samples.Now
            )
        );

    [Fact]
    public void Groups_are_counted_by_a_pipeline() =>
        Assert.Equal(
            [
                """{"$match":{"status":{"$eq":"open"}}}""",
                """{"$group":{"_id":{"f0":{"$ifNull":["$stage",null]},"f1":{"$ifNull":["$_id",null]}},"count":{"$sum":1}}}""",
            ],
            GroupMongo.Pipeline(
                Samples.Collection,
                Filter.Eq("status", "open"),
                ["stage", "id"],
                Samples.Now
            )
        );

    private static string IndexOf(string name) =>
        JsonNode
            .Parse(IndexMongo.Specifications(Samples.Collection))!
            .AsArray()
            .Single(i => (string)i!["name"]! == name)!
            .ToJsonString();

    private static SortKey Key(string key) =>
        new(key.TrimStart('-'), FieldType.Text, key[0] == '-');

    private static Query Ordered(IndexSpec index, bool reversed) =>
        new(Samples.Collection, Filter.Everything)
        {
            Sort =
            [
                .. index
                    .Keys.Select(Key)
                    .Select(k => k with { Descending = k.Descending != reversed }),
            ],
        };
}
