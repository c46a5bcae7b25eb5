using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Search;

public static class SearchRegistration
{
    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services.AddContracts(SearchJson.Default).AddSingleton<SearchDesk>();
}
