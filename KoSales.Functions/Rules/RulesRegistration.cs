using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Rules;

public static class RulesRegistration
{
    public static IServiceCollection AddRules(this IServiceCollection services) =>
        services.AddSingleton<RuleEngine>();
}
