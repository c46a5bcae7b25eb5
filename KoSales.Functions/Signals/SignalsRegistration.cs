using KoSales.Domain.Pii;
using KoSales.Domain.Signals;
using KoSales.Functions.Assignment;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Signals;

public static class SignalsRegistration
{
    /// <summary>After AddTasks, whose subjects they are about.</summary>
    public static IServiceCollection AddSignals(this IServiceCollection services) =>
        services
            .AddCollections(SignalStore.Collection)
            .AddContracts(SignalContractsJson.Default)
            .AddLists(SignalLists.Signals, SignalLists.OfEntity)
            .AddFollowing(
                new FollowingRecords("signals", SignalStore.Collection, SignalEvents.Taken)
            )
            .AddSingleton<SignalNotes>()
            .AddSingleton<IEventHandler, CohortSignals>()
            .AddSingleton<IPersonalDataHolder, SignalPersonalCopies>();
}
