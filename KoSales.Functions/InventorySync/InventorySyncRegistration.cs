using KoSales.Domain.InventorySync;
using KoSales.Functions.Imports.Kinds;
using KoSales.Functions.Inbound;
using KoSales.Functions.InventorySync.Applying;
using KoSales.Functions.InventorySync.Quarantine;
using KoSales.Functions.InventorySync.Resync;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.InventorySync;

public static class InventorySyncRegistration
{
    public static IServiceCollection AddInventorySync(this IServiceCollection services)
    {
        services
            .AddOptions<SyncSettings>()
            .BindConfiguration(SyncSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddCollections(
                CustomerAccount.Collection,
                CustomerMovement.Collection,
                CustomerDrift.Collection
            )
            .AddContracts(QuarantineJson.Default, ResyncJson.Default)
            .AddLists(QuarantineLists.Waiting)
            .AddSingleton<AccountTree>()
            .AddSingleton<CustomerIdentity>()
            .AddSingleton<SyncedCustomers>()
            .AddSingleton<SyncWriter>()
            .AddSingleton<AccountMerges>()
            .AddSingleton<QuarantineDesk>()
            .AddSingleton<ResyncDesk>()
            .AddSingleton<DriftReport>()
            .AddSingleton<ILineImport, CustomerResync>()
            .AddSingleton<IInboundHandler, CustomerSyncHandler>();
    }
}
