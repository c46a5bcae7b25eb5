using System.Globalization;
using System.Text.Json.Nodes;
using KoSales.LocalHost.DurableTask.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>The calls that are about many instances; a filter that cannot be read is a 400.</summary>
internal sealed class InstanceQueries(LocalClient local)
{
    private const string ContinuationHeader = "x-ms-continuation-token";

    internal async Task ListAsync(HttpContext http)
    {
        if (Filter(http.Request) is not { } filter || !TryTop(http.Request, out var top))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var pages = local
            .Client.GetAllInstancesAsync(Query(http.Request, filter, top))
            .AsPages(http.Request.Headers[ContinuationHeader], top);
        await foreach (var page in pages)
        {
            await WritePageAsync(http, page);
            return;
        }
    }

    private static OrchestrationQuery Query(
        HttpRequest request,
        PurgeInstancesFilter filter,
        int top
    ) =>
        new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses)
        {
            InstanceIdPrefix = request.Query["instanceIdPrefix"],
            PageSize = top,
            FetchInputsAndOutputs = true,
        };

    private static Task WritePageAsync(HttpContext http, Page<OrchestrationMetadata> page)
    {
        if (page.ContinuationToken is { } next)
            http.Response.Headers[ContinuationHeader] = next;
        var withInput = http.Request.Query["showInput"] != "false";
        var instances = page.Values.Select(instance => InstanceJson.Of(instance, withInput));
        return InstanceJson.WriteAsync(http, new JsonArray([.. instances]));
    }

    internal async Task PurgeAsync(HttpContext http)
    {
        if (Filter(http.Request) is not { } filter)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var purged = await local.Client.PurgeAllInstancesAsync(filter, http.RequestAborted);
        await WritePurgedAsync(http, purged.PurgedInstanceCount);
    }

    internal static Task WritePurgedAsync(HttpContext http, int purged)
    {
        http.Response.StatusCode =
            purged == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return purged == 0
            ? Task.CompletedTask
            : InstanceJson.WriteAsync(http, new JsonObject { ["instancesDeleted"] = purged });
    }

    private static PurgeInstancesFilter? Filter(HttpRequest request) =>
        TryTime(request.Query["createdTimeFrom"], out var from)
        && TryTime(request.Query["createdTimeTo"], out var to)
        && TryStatuses(request.Query["runtimeStatus"], out var statuses)
            ? new PurgeInstancesFilter(from, to, statuses)
            : null;

    private static bool TryTop(HttpRequest request, out int top)
    {
        top = OrchestrationQuery.DefaultPageSize;
        return request.Query["top"].Count == 0
            || (int.TryParse(request.Query["top"], out top) && top > 0);
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
            return true;
        var read = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var value
        );
        time = value;
        return read;
    }

    private static bool TryStatuses(string? text, out List<OrchestrationRuntimeStatus>? statuses)
    {
        statuses = null;
        if (string.IsNullOrEmpty(text))
            return true;
        statuses = [];
        foreach (
            var name in text.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            if (!Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status))
                return false;
            statuses.Add(status);
        }

        return true;
    }
}
