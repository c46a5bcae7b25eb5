using KoSales.Domain.Feed;

namespace KoSales.Functions.Feed;

/// <summary>An entry with what of it goes on the wire.</summary>
public sealed record FeedItem(FeedEntry Entry)
{
    private static readonly Projection View = Projection.For<FeedEventView>();

    /// <summary>UTF-8; written when it is first asked for.</summary>
    public byte[] Json => field ??= View.Of(Feeds.Write(Entry));
}
