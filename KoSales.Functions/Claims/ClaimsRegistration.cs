using KoSales.Domain.Assignment;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Claims;

public static class ClaimsRegistration
{
    public static IServiceCollection AddClaims(this IServiceCollection services)
    {
        services
            .AddOptions<ClaimSettings>()
            .BindConfiguration(ClaimSettings.Section)
            .ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<ClaimSettings>, ClaimSettingsCheck>()
            .AddCollections(Claim.Collection)
            .AddSingleton<ClaimPool>()
            .AddSingleton<ClaimDesk>()
            .AddSingleton<ClaimReturns>();
    }

    private sealed class ClaimSettingsCheck : IValidateOptions<ClaimSettings>
    {
        public ValidateOptionsResult Validate(string? name, ClaimSettings options) =>
            options.Problem() is { } problem
                ? ValidateOptionsResult.Fail(problem)
                : ValidateOptionsResult.Success;
    }
}
