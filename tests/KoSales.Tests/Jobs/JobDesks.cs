using KoSales.Functions.Api.Listing;
using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Jobs;
using KoSales.Functions.Writing;
using KoSales.Tests.Writing;

namespace KoSales.Tests.Jobs;

internal static class JobDesks
{
    /// <summary>Jobs emit no events, so that nobody needs to hear of them.</summary>
    public static JobDesk Over(IDocumentStore store) =>
        new(
            store,
            new Items(store, new CursorSigner(new byte[32]), new Inclusion(store, [])),
            new Commits(store, new QuietEvents())
        );
}
