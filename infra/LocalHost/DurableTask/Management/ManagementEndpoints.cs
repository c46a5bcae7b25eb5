using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using KoSales.LocalHost.DurableTask.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using AlreadyExistsException = global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>
/// The webhook API of the Durable extension. Answered to programs on this machine, and with the system key
/// to anybody;
/// a browser's cross-origin request and a foreign host name count as from elsewhere.
/// </summary>
internal sealed class ManagementEndpoints(
    DurableService durable,
    LocalClient local,
    ManagementAddresses addresses,
    SystemKey key
) : IHostExtension
{
    private const string Instances = $"{ManagementAddresses.Prefix}/instances";
    private const string Instance = $"{Instances}/{{id}}";

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        MapQueries(endpoints);
        Map(endpoints, HttpMethods.Get, Instance, GetAsync);
        Map(endpoints, HttpMethods.Delete, Instance, PurgeAsync);
        Map(endpoints, HttpMethods.Post, $"{Instance}/raiseEvent/{{name}}", RaiseAsync);
        MapOrders(endpoints);
        Map(endpoints, HttpMethods.Post, $"{Instance}/restart", RestartAsync);
        Map(
            endpoints,
            HttpMethods.Post,
            $"{ManagementAddresses.Prefix}/orchestrators/{{name}}/{{id?}}",
            StartAsync
        );
    }

    private void MapQueries(IEndpointRouteBuilder endpoints)
    {
        var queries = new InstanceQueries(local);
        Map(endpoints, HttpMethods.Get, Instances, queries.ListAsync);
        Map(endpoints, HttpMethods.Delete, Instances, queries.PurgeAsync);
    }

    /// <summary>What an instance is told, with a reason.</summary>
    private void MapOrders(IEndpointRouteBuilder endpoints)
    {
        MapOrder(
            endpoints,
            "terminate",
            (client, order) => client.TerminateInstanceAsync(order.Id, order.Reason, order.Aborted)
        );
        MapOrder(
            endpoints,
            "suspend",
            (client, order) => client.SuspendInstanceAsync(order.Id, order.Reason, order.Aborted)
        );
        MapOrder(
            endpoints,
            "resume",
            (client, order) => client.ResumeInstanceAsync(order.Id, order.Reason, order.Aborted)
        );
    }

    private void MapOrder(
        IEndpointRouteBuilder endpoints,
        string name,
        Func<DurableTaskClient, Order, Task> give
    ) =>
        Map(
            endpoints,
            HttpMethods.Post,
            $"{Instance}/{name}",
            http =>
                SendAsync(
                    http,
                    (client, id) =>
                        give(
                            client,
                            new Order(id, http.Request.Query["reason"], http.RequestAborted)
                        )
                )
        );

    private readonly record struct Order(string Id, string? Reason, CancellationToken Aborted);

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static bool Asks(HttpContext http, string flag) =>
        string.Equals(http.Request.Query[flag], "true", StringComparison.OrdinalIgnoreCase);

    private void Map(
        IEndpointRouteBuilder endpoints,
        string method,
        string route,
        Func<HttpContext, Task> handle
    ) =>
        endpoints
            .Map(route, http => Admits(http.Request) ? handle(http) : Refuse(http))
            .WithMetadata(new HttpMethodMetadata([method]));

    private static Task Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private bool Admits(HttpRequest request)
    {
        if (key.Is(request.Query["code"]) || key.Is(request.Headers["x-functions-key"]))
            return true;
        var headers = request.Headers;
        var direct =
            headers.Origin.Count == 0
            && !headers.ContainsKey("X-Forwarded-For")
            && !headers.ContainsKey("Forwarded");
        return direct
            && IsLocalName(request.Host.Host)
            && request.HttpContext.Connection.RemoteIpAddress is { } caller
            && IPAddress.IsLoopback(caller);
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private async Task GetAsync(HttpContext http)
    {
        var looked = await local.Client.GetInstanceAsync(
            Id(http),
            getInputsAndOutputs: true,
            http.RequestAborted
        );
        if (looked is not { } found)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.StatusCode = StatusCodeOf(found, http);
        if (!found.IsCompleted)
            AskAgain(found, http);
        await InstanceJson.WriteAsync(http, BodyOf(found, http));
    }

    private static int StatusCodeOf(OrchestrationMetadata found, HttpContext http)
    {
        if (!found.IsCompleted)
            return StatusCodes.Status202Accepted;
        var failedAsError =
            found.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            && Asks(http, "returnInternalServerErrorOnFailure");
        return failedAsError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
    }

    private void AskAgain(OrchestrationMetadata found, HttpContext http)
    {
        var payload = addresses.Of(found.InstanceId, Authority(http));
        http.Response.Headers.Location = payload.StatusQueryGetUri;
        http.Response.Headers.RetryAfter = "5";
    }

    private JsonObject BodyOf(OrchestrationMetadata found, HttpContext http)
    {
        var withInput = http.Request.Query["showInput"] != "false";
        var body = InstanceJson.Of(found, withInput);
        if (
            Asks(http, "showHistory")
            && found.RuntimeStatus != OrchestrationRuntimeStatus.Pending
            && durable.Engine.Reader.State(found.InstanceId) is { } state
        )
        {
            var history = new HistoryJson(state, withInput, Asks(http, "showHistoryOutput"));
            body["historyEvents"] = history.Write();
        }

        return body;
    }

    private async Task PurgeAsync(HttpContext http)
    {
        var purged = await local.Client.PurgeInstanceAsync(Id(http), http.RequestAborted);
        await InstanceQueries.WritePurgedAsync(http, purged.PurgedInstanceCount);
    }

    private async Task RaiseAsync(HttpContext http)
    {
        if (await InstanceJson.ReadBodyAsync(http) is not { IsJson: true } body)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var name = (string)http.Request.RouteValues["name"]!;
        await SendAsync(
            http,
            (client, id) => client.RaiseEventAsync(id, name, body.Value, http.RequestAborted)
        );
    }

    private async Task SendAsync(HttpContext http, Func<DurableTaskClient, string, Task> send)
    {
        try
        {
            await send(local.Client, Id(http));
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (RpcException ended) when (ended.StatusCode == StatusCode.FailedPrecondition)
        {
            http.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task RestartAsync(HttpContext http)
    {
        try
        {
            var withNewId = !string.Equals(
                http.Request.Query["restartWithNewInstanceId"],
                "false",
                StringComparison.OrdinalIgnoreCase
            );
            await AcceptAsync(
                http,
                await local.Client.RestartAsync(Id(http), withNewId, http.RequestAborted)
            );
        }
        catch (ArgumentException)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (InvalidOperationException)
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
        }
    }

    private async Task StartAsync(HttpContext http)
    {
        if (await InstanceJson.ReadBodyAsync(http) is not { IsJson: true } body)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        try
        {
            var started = await local.Client.ScheduleNewOrchestrationInstanceAsync(
                (string)http.Request.RouteValues["name"]!,
                body.Value,
                new StartOrchestrationOptions((string?)http.Request.RouteValues["id"]),
                http.RequestAborted
            );
            await AcceptAsync(http, started);
        }
        catch (AlreadyExistsException)
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
        }
    }

    private async Task AcceptAsync(HttpContext http, string id)
    {
        var payload = addresses.Of(id, Authority(http));
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = payload.StatusQueryGetUri;
        http.Response.Headers.RetryAfter = "10";
        await InstanceJson.WriteAsync(http, InstanceJson.Of(payload));
    }

    private static Uri Authority(HttpContext http) =>
        new($"{http.Request.Scheme}://{http.Request.Host}");
}
