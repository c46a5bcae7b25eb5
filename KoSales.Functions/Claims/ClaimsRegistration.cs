using KoSales.Domain.Assignment;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Claims;

public static class ClaimsRegistration
{
    public static IServiceCollection AddClaims(this IServiceCollection services)
    {
        services
            .AddOptions<ClaimSettings>()
            .BindConfiguration(ClaimSettings.Section)
            .Refuse(o => o.Fault());
        return services
            .AddCollections(Claim.Collection)
            .AddSingleton<ClaimPool>()
            .AddSingleton<ClaimDesk>()
            .AddSingleton<ClaimReturns>();
    }
}
