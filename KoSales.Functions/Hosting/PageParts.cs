using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.Functions.Hosting;

/// <summary>
/// What the worker's web server brings along for pages and cookies, of which this app has none, and what
/// would work all the same: a service that reads or makes the keys of cookies at each start, and the search
/// for compiled pages, which routing makes before the first answer.
/// </summary>
internal static class PageParts
{
    /// <summary>Takes them out; what is only made when asked for stays.</summary>
    public static IServiceCollection RemovePageParts(this IServiceCollection services)
    {
        foreach (var service in services.Where(IsOfPages).ToList())
            services.Remove(service);
        return services;
    }

    private static bool IsOfPages(ServiceDescriptor service) =>
        service is { IsKeyedService: false, ImplementationType.Assembly: { } assembly }
        && (
            service.ServiceType == typeof(MatcherPolicy)
                && assembly == typeof(RazorPagesOptions).Assembly
            || service.ServiceType == typeof(IHostedService)
                && assembly == typeof(DataProtectionOptions).Assembly
        );
}
