using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>Makes the addresses of the check-status payload.</summary>
internal sealed class ManagementAddresses(IServer server, DurableSettings settings, SystemKey key)
{
    internal const string Prefix = "/runtime/webhooks/durabletask";

    internal ManagementUris Of(string instanceId, Uri? request)
    {
        var authority = request?.GetLeftPart(UriPartial.Authority) ?? OwnAuthority();
        var instance = $"{authority}{Prefix}/instances/{Uri.EscapeDataString(instanceId)}";
        var query = Query();
        string Order(string name) => $"{instance}/{name}?reason={{{{text}}}}&{query}";
        return new ManagementUris
        {
            Id = instanceId,
            PurgeHistoryDeleteUri = $"{instance}?{query}",
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}?{query}",
            StatusQueryGetUri = $"{instance}?{query}",
            TerminatePostUri = Order("terminate"),
            SuspendPostUri = Order("suspend"),
            ResumePostUri = Order("resume"),
        };
    }

    private string Query() =>
        $"taskHub={Uri.EscapeDataString(settings.HubName)}&connection=Storage&code={Uri.EscapeDataString(key.Value)}";

    private string OwnAuthority()
    {
        var address =
            server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? "http://localhost";
        return address
            .Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("*", "localhost", StringComparison.Ordinal)
            .Replace("+", "localhost", StringComparison.Ordinal)
            .TrimEnd('/');
    }
}

/// <summary>Where an instance can be asked, told and removed.</summary>
internal sealed record ManagementUris
{
    public required string Id { get; init; }

    public required string PurgeHistoryDeleteUri { get; init; }

    public required string SendEventPostUri { get; init; }

    public required string StatusQueryGetUri { get; init; }

    public required string TerminatePostUri { get; init; }

    public required string SuspendPostUri { get; init; }

    public required string ResumePostUri { get; init; }
}
