using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using KoSales.Functions.Storage.MongoQuery;

namespace KoSales.Tests.Storage;

public abstract partial class DocumentStoreContract
{
    /// <summary>The delegate, the store at hand and MongoDB's query language agree on random documents and
    /// filters.</summary>
    [Fact]
    public async Task The_store_the_matcher_and_the_mongodb_query_agree_on_every_filter()
    {
        Sample[] samples =
        [
            .. Enumerable
                .Range(0, 120)
                .Select(i => FilterGenerators.Sample(i).Sample(1, 10).Single()),
        ];
        await Insert(samples);
        var json = samples.ToDictionary(s => s.Id, s => Samples.Collection.Write(s));

        Prop.ForAll(Arb.From(FilterGenerators.Filter(3)), filter => Agree(filter, json))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    private void Agree(Filter filter, Dictionary<string, byte[]> documents)
    {
        var matches = FilterMatcher.Compile(filter, JsonFieldReader.Instance, Samples.Now);
        var mongo = JsonNode.Parse(FilterMongo.Query(Samples.Collection, filter, Samples.Now))!;
        string[] byMatcher =
        [
            .. documents
                .Where(d => matches(JsonElement.Parse(d.Value)))
                .Select(d => d.Key)
                .Order(StringComparer.Ordinal),
        ];
        string[] byMongo =
        [
            .. documents
                .Where(d => MongoEvaluator.Matches(mongo, JsonNode.Parse(d.Value)!))
                .Select(d => d.Key)
                .Order(StringComparer.Ordinal),
        ];
        string[] byStore =
        [
            .. Task.Run(async () =>
                    await Store.QueryAsync(
                        new Query(Samples.Collection, filter) { Limit = 1_000 },
                        None
                    )
                )
                .Result.Select(d => d.Id),
        ];

        Assert.Equal(byMatcher, byMongo);
        Assert.Equal(byMatcher, byStore);
    }
}
