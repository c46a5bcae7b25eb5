using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Storage.Sqlite.Reading;

namespace KoSales.Tests.Storage;

public sealed class ChosenIndexTests
{
    private static readonly Filter Two = Filter.In("id", ["K0-1", "K0-2"]);

    [Fact]
    public void A_list_of_ids_goes_before_everything_else() =>
        Assert.Equal(
            " INDEXED BY \"sqlite_autoindex_leads_1\"",
            ChosenIndex.For(
                LeadStore.Collection,
                Filter.AllOf(Filter.Eq("owner_id", "A0-2"), Filter.In("stage", ["new", "won"]), Two)
            )
        );

    [Fact]
    public void A_list_of_keys_takes_an_index_whose_condition_the_filter_implies()
    {
        var entities = Filter.In("entity_ref.id", ["K0-1", "K0-2"]);
        Assert.Equal(
            " INDEXED BY \"lead_pipelines_open\"",
            ChosenIndex.For(
                PipelineCollections.Lead,
                Filter.AllOf(entities, Filter.Eq("status", "open"))
            )
        );
        Assert.Equal(
            " INDEXED BY \"lead_pipelines_entity\"",
            ChosenIndex.For(PipelineCollections.Lead, entities)
        );
    }

    [Fact]
    public void Anything_else_is_left_to_the_planner()
    {
        Assert.Equal("", ChosenIndex.For(LeadStore.Collection, Filter.Eq("id", "K0-1")));
        Assert.Equal(
            "",
            ChosenIndex.For(LeadStore.Collection, Filter.AnyOf(Two, Filter.Eq("status", "open")))
        );
        Assert.Equal(
            "",
            ChosenIndex.For(LeadStore.Collection, Filter.In("language", ["hi", "mr"]))
        );
    }
}
