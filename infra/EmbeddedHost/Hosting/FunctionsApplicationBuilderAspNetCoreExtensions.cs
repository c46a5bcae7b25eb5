using KoSales.EmbeddedHost.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Ties HTTP functions to ASP.NET Core's request and results. Comes before the app's own middleware; once is enough.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        if (builder.Services.Any(s => s.ServiceType == typeof(HttpCouplingMarker))) return builder;
        builder.Services.AddMvcCore();
        builder.Services.AddSingleton<HttpCouplingMarker>();
        builder.Use(HttpCoupling.Layer);
        return builder;
    }
}
