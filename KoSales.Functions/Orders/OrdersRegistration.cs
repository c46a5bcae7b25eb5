using KoSales.Domain.Orders;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Inbound;
using KoSales.Functions.Orders.Submitting;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Orders;

public static class OrdersRegistration
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services
            .AddOptions<InventorySettings>()
            .BindConfiguration(InventorySettings.Section)
            .Refuse(s => s.Fault());
        return services.AddDraftOrders().AddSubmission();
    }

    private static IServiceCollection AddSubmission(this IServiceCollection services) =>
        services
            .AddSingleton<IInventory, HttpInventory>()
            .AddSingleton<OrderSubmissionActivities>()
            .AddSingleton<IEventHandler, OrderSubmissionStarts>()
            .AddSingleton<IEventHandler, FormerAnswers>()
            .AddSingleton<IInboundHandler, OrderAnswers>();

    private static IServiceCollection AddDraftOrders(this IServiceCollection services) =>
        services
            .AddCollections(DraftOrderStore.Collection)
            .AddContracts(DraftOrderContractsJson.Default)
            .AddLists(DraftOrderLists.Orders)
            .AddSingleton<IPersonalDataHolder, OrderPersonalCopies>()
            .AddSingleton<DraftOrderWriter>()
            .AddSingleton<DraftOrderDesk>()
            .AddSingleton<IAssignmentRelation, OrderRelation>()
            .AddSingleton<IDeletionGuard, OrdersUnderWay>()
            .AddSingleton<IEventHandler, OrdersOfDeals>();
}
