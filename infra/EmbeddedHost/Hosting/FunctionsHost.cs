using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.Http;
using KoSales.EmbeddedHost.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost;

/// <summary>Builds the server out of what the builder collected, after checking the functions.</summary>
internal static class FunctionsHost
{
    /// <exception cref="InvalidOperationException">The functions have faults; the message names each function.</exception>
    public static IHost Build(
        WebApplicationBuilder web,
        IEnumerable<Type> types,
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> layers,
        IConfiguration hostJson)
    {
        var scan = FunctionScan.Of(types);
        var catalog = scan.Catalog.Where(f => !IsDisabled(f, web.Configuration));
        var routes = new FunctionRoutes(catalog, new HostJson(hostJson).RoutePrefix);
        web.Services.AddSingleton(catalog).AddSingleton(routes);
        foreach (var layer in layers) web.Services.AddSingleton(layer);
        web.Services.AddFallbacks();

        var app = web.Build();
        // Like the official worker, no ASP.NET Core middleware joins because of a registered service.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        Refuse([.. scan.Faults, .. routes.Faults, .. Uncoupled(app, catalog), .. Late(app, routes)]);

        routes.Map(app, app.Services.GetRequiredService<HttpInvoker>());
        foreach (var extension in app.Services.GetServices<IHostExtension>()) extension.MapEndpoints(app);
        return app;
    }

    // The real host's switch for one function.
    private static bool IsDisabled(FunctionDescriptor function, ConfigurationManager configuration) =>
        bool.TryParse(configuration[$"AzureWebJobs.{function.Name}.Disabled"], out var disabled) && disabled;

    private static IEnumerable<string> Late(WebApplication app, FunctionRoutes routes) =>
        routes.UnknownConstraints(app.Services.GetRequiredService<ParameterPolicyFactory>())
            .Concat(app.Services.GetRequiredService<TimerFunctions>().Faults);

    private static IEnumerable<string> Uncoupled(WebApplication app, FunctionCatalog catalog) =>
        catalog.Of(TriggerKind.Http).FirstOrDefault() is { } function && app.Services.GetService<HttpCouplingMarker>() is null
            ? [$"Function {function} has an HTTP trigger, but ConfigureFunctionsWebApplication() was not called."]
            : [];

    private static void Refuse(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults.Prepend("The functions cannot start:")));
    }
}
