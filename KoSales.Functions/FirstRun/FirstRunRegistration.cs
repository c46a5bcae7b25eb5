using KoSales.Functions.Passwords;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.FirstRun;

public static class FirstRunRegistration
{
    /// <exception cref="SettingException">A setting is wrong; the message says which.</exception>
    public static IServiceCollection AddFirstRun(
        this IServiceCollection services,
        IConfiguration configuration
    ) =>
        services
            .AddSingleton(FirstAdminOptions.Of(configuration))
            .AddSingleton<IStartTask>(s => new FirstAdmin(
                s.GetRequiredService<IDocumentStore>(),
                s.GetRequiredService<PasswordVault>(),
                s.GetRequiredService<FirstAdminOptions>(),
                s.GetRequiredService<TimeProvider>(),
                Console.Out,
                s.GetRequiredService<ILogger<FirstAdmin>>()
            ));
}
