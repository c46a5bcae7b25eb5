using KoSales.Domain.Feed;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Feed;

public static class FeedRegistration
{
    public static IServiceCollection AddFeed(this IServiceCollection services)
    {
        services
            .AddOptions<FeedSettings>()
            .BindConfiguration(FeedSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddCollections(Feeds.Segments, Feeds.Heads)
            .AddContracts(FeedContractsJson.Default)
            .AddSingleton<FeedSignal>()
            .AddSingleton<FeedHolders>()
            .AddSingleton<FeedEntries>()
            .AddSingleton<FeedAppender>()
            .AddSingleton<IClosingHandler, FeedHandler>()
            .AddSingleton<FeedReader>()
            .AddSingleton<FeedTail>()
            .AddSingleton<FeedQueries>()
            .AddSingleton<FeedStreams>();
    }
}
