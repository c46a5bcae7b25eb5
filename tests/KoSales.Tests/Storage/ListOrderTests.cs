using System.Reflection;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;

namespace KoSales.Tests.Storage;

/// <summary>Every order that a list offers is that of an index, read forwards or backwards, so that MongoDB
/// never has to sort.</summary>
public sealed class ListOrderTests
{
    public static TheoryData<string, string, bool> Orders()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var spec in Specs().DistinctBy(s => s.Name))
        {
            foreach (var sort in spec.Sorts.Keys)
            {
                data.Add(spec.Name, sort, false);
                data.Add(spec.Name, sort, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void An_order_of_a_list_is_the_order_of_an_index(
        string list,
        string sort,
        bool descending
    )
    {
        var spec = Specs().First(s => s.Name == list);
        var query = new Query(spec.Collection, spec.Base)
        {
            Sort =
            [
                new SortKey(
                    spec.SortedBy.GetValueOrDefault(sort, sort),
                    spec.Sorts[sort],
                    descending
                ),
            ],
        };
        var order = BsonDocument.Parse(PageMongo.Sort(query));
        var indexes = MongoDB.Bson.Serialization.BsonSerializer.Deserialize<BsonArray>(
            IndexMongo.Specifications(spec.Collection)
        );

        Assert.Contains(
            indexes,
            index =>
                EndsWith(index["key"].AsBsonDocument, order)
                || EndsWith(Reversed(index["key"].AsBsonDocument), order)
        );
    }

    [Fact]
    public void A_list_is_sorted_by_no_text_with_regard_to_case() =>
        Assert.Empty(
            Specs()
                .SelectMany(s =>
                    s.Sorts.Where(o => o.Value == FieldType.Text && !s.SortedBy.ContainsKey(o.Key))
                        .Select(o => $"{s.Name} by {o.Key}")
                )
        );

    private static IEnumerable<ListSpec> Specs() =>
        typeof(ListSpec)
            .Assembly.GetTypes()
            .SelectMany(t =>
                t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            )
            .Where(f => typeof(ListSpec).IsAssignableFrom(f.FieldType))
            .Select(f => (ListSpec)f.GetValue(null)!);

    /// <summary>What stands before the order in the index are fields that a filter pins.</summary>
    private static bool EndsWith(BsonDocument key, BsonDocument order) =>
        key.ElementCount >= order.ElementCount
        && key.Elements.TakeLast(order.ElementCount).SequenceEqual(order.Elements);

    private static BsonDocument Reversed(BsonDocument key) =>
        new(key.Select(k => new BsonElement(k.Name, -k.Value.AsInt32)));
}
