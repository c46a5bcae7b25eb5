using KoSales.Domain.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Pii.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Pii;

public static class PiiRegistration
{
    /// <summary>The vault, and what may be done with what it holds. A wrong key setting stops the
    /// start.</summary>
    public static IServiceCollection AddPii(this IServiceCollection services)
    {
        services.AddOptions<PiiOptions>().BindConfiguration(PiiOptions.Section).ValidateOnStart();
        return services
            .AddCollections(Piis.All)
            .AddContracts(PiiContractsJson.Default)
            .AddLists(PiiFunctions.AccessLog)
            .AddKeys()
            .AddDesks();
    }

    private static IServiceCollection AddKeys(this IServiceCollection services) =>
        services
            .AddSingleton(s => new PiiKeySource(
                s.GetRequiredService<DataFolder>(),
                maySupply: !HostKind.IsStartedByHost
            ))
            .AddSingleton<IValidateOptions<PiiOptions>>(s => s.GetRequiredService<PiiKeySource>())
            .AddSingleton(s =>
                s.GetRequiredService<PiiKeySource>()
                    .Load(s.GetRequiredService<IOptions<PiiOptions>>().Value)
            )
            .AddSingleton<KeyRing>()
            .AddSingleton<SecretBox>()
            .AddSingleton<BlindIndex>()
            .AddSingleton<KeyRotation>()
            .AddSingleton<IStartTask, PiiKeyCheck>();

    private static IServiceCollection AddDesks(this IServiceCollection services) =>
        services
            .AddSingleton<PiiVault>()
            .AddSingleton<PiiSubjects>()
            .AddSingleton<PiiGate>()
            .AddSingleton<RevealDesk>()
            .AddSingleton<ErasureDesk>()
            .AddSingleton<ConsentLedgers>()
            .AddSingleton<ConsentDesk>();
}
