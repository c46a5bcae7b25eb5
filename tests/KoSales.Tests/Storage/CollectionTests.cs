using System.Text.Json.Serialization.Metadata;

namespace KoSales.Tests.Storage;

public sealed class CollectionTests
{
    private int _asked;

    [Fact]
    public void A_collection_asks_once_how_its_documents_are_written_and_not_before_the_first()
    {
        var collection = new Collection<Sample>("asked", Ask, new IndexSpec("asked_name", "name"));

        Assert.Equal(0, _asked);
        Assert.Same(collection.Json, collection.Shape);
        Assert.Equal(1, _asked);
    }

    private JsonTypeInfo<Sample> Ask()
    {
        _asked++;
        return Samples.Collection.Json;
    }
}
