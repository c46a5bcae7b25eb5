using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Inbound;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.SignalSources.Forms;
using KoSales.Functions.SignalSources.Taking;
using KoSales.Functions.SignalSources.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.SignalSources;

public static class SignalSourcesRegistration
{
    /// <summary>After AddInbound, AddSignals, AddLeads and AddCalls, over which they stand.</summary>
    public static IServiceCollection AddSignalSources(this IServiceCollection services) =>
        services
            .AddCollections(SignalSource.Collection)
            .AddContracts(SignalSourceContractsJson.Default)
            .AddLists(SignalSourceLists.Sources)
            .AddSingleton<SignalSourceCache>()
            .AddSingleton<SignalSourceDesk>()
            .AddTaking()
            .AddWebhooks();

    private static IServiceCollection AddTaking(this IServiceCollection services) =>
        services
            .AddSingleton<SignalDrafts>()
            .AddSingleton<SignalMatches>()
            .AddSingleton<SignalLeads>()
            .AddSingleton<SignalRecords>()
            .AddSingleton<SignalTaking>()
            .AddSingleton<SignalIntake>()
            .AddSingleton<SignalPreviews>()
            .AddSingleton<IEventHandler, SignalCalls>();

    private static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services
            .AddSingleton<SignalVerification>()
            .AddSingleton<ISealedHolder>(services => new SealedRecords<SignalSource>(
                services.GetRequiredService<IDocumentStore>(),
                services.GetRequiredService<SignalVerification>().Shape
            ))
            .AddSingleton<SignalWebhooks>()
            .AddSingleton<SignalForms>()
            .AddSingleton<IInboundHandler, SignalDeliveries>();
}
