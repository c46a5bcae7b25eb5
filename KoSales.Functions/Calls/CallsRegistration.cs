using KoSales.Domain.Calls;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Calls;

public static class CallsRegistration
{
    /// <summary>After AddTasks, whose subjects they are about.</summary>
    public static IServiceCollection AddCalls(this IServiceCollection services) =>
        services
            .AddCollections(CallStore.Collection)
            .AddContracts(CallContractsJson.Default)
            .AddLists(CallLists.Calls, CallLists.OfEntity)
            .AddFollowing(new FollowingRecords("calls", CallStore.Collection, CallEvents.Logged))
            .AddSingleton<CallNumbers>()
            .AddSingleton<CallAgents>()
            .AddSingleton<CallbackTasks>()
            .AddSingleton<CallWriter>()
            .AddSingleton<CallDesk>()
            .AddSingleton<IEventHandler, CallTasks>()
            .AddSingleton<IPersonalDataHolder, CallPersonalCopies>();
}
