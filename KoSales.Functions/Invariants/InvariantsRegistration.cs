using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Invariants;

public static class InvariantsRegistration
{
    /// <summary>The checks themselves are registered by the features whose they are.</summary>
    public static IServiceCollection AddInvariants(this IServiceCollection services) =>
        services.AddSingleton<InvariantChecker>();
}
