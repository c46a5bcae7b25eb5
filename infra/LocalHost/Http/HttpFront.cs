using KoSales.LocalHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Http;

/// <summary>
/// What a Functions host does with a request, in front of the worker's own pipeline: it finds the function,
/// makes an
/// invocation of it, and answers for what is no function's. The worker's pipeline then serves the request;
/// it finds the
/// endpoint chosen here and does not route again.
/// </summary>
internal sealed class HttpFront(
    Invocations invocations,
    FunctionEndpoints endpoints,
    IEnumerable<IHostExtension> extensions,
    ListenAddresses addresses,
    ILogger<HttpFront> logger
) : IStartupFilter
{
    /// <summary>How the worker's pipeline knows which invocation a request belongs to.</summary>
    private const string InvocationHeader = "x-ms-invocation-id";

    private static readonly TypedData _http = new() { Http = new HttpData() };

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            addresses.Use(app.ServerFeatures);
            var worker = app.New();
            next(worker);
            var serve = worker.Build();
            endpoints.Take(app.ApplicationServices.GetRequiredService<EndpointDataSource>());
            app.UseRouting();
            app.Use(rest =>
                http =>
                    http.GetEndpoint() is { } endpoint && endpoints.Find(endpoint) is { } function
                        ? RunAsync(http, function, serve)
                        : rest(http)
            );
            app.UseEndpoints(AddRoutes);
        };

    private void AddRoutes(IEndpointRouteBuilder routes)
    {
        routes.DataSources.Add(endpoints.Source);
        foreach (var extension in extensions)
            extension.MapEndpoints(routes);
    }

    private async Task RunAsync(HttpContext http, HostedFunction function, RequestDelegate serve)
    {
        var request = Request(http, function);
        http.Request.Headers[InvocationHeader] = request.InvocationId;
        var answer = invocations.RunAsync(request, http.RequestAborted);
        try
        {
            await serve(http);
            Conclude(http, await answer);
        }
        catch (Exception fault) when (fault is not BadHttpRequestException) // whatever the pipeline throws
        {
            if (!http.RequestAborted.IsCancellationRequested)
                Log.Failed(logger, fault, function.Name, request.InvocationId);
            Fail(http);
        }
    }

    private InvocationRequest Request(HttpContext http, HostedFunction function)
    {
        var request = invocations.Prepare(function);
        request.InputData.Add(new ParameterBinding { Name = function.TriggerName, Data = _http });
        // A part of the route that is not there is null to the function.
        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is string text)
                request.TriggerMetadata[name] = new TypedData { String = text };
        }

        request.TraceContext.TraceParent = http.Request.Headers.TraceParent.ToString();
        request.TraceContext.TraceState = http.Request.Headers.TraceState.ToString();
        return request;
    }

    private static void Conclude(HttpContext http, InvocationResponse answer)
    {
        if (answer.Result.Status != StatusResult.Types.Status.Success)
            Fail(http);
    }

    /// <summary>An invocation that failed is a 500 without a body, as a Functions host answers.</summary>
    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            // The caller must not take half a response for a whole one.
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}

/// <summary>Where the server listens, in place of the inner address that the worker would take.</summary>
internal sealed record ListenAddresses(string Urls)
{
    public void Use(IFeatureCollection server)
    {
        var addresses = server.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        addresses.Clear();
        var urls = Urls.Split(
            ';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var url in urls)
            addresses.Add(url);
    }
}
