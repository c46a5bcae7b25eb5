using System.Text.Json.Serialization;
using KoSales.Domain.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Timeline;

public static class TimelineRegistration
{
    public static IServiceCollection AddTimeline(this IServiceCollection services) =>
        services
            .AddCollections(Activities.Collection)
            .AddContracts(TimelineContractsJson.Default)
            .AddLists(TimelineLists.Timeline)
            .AddSingleton<TimelineWriter>();
}

[JsonSerializable(typeof(TimelineView))]
internal sealed partial class TimelineContractsJson : JsonSerializerContext;
