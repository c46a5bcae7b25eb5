using KoSales.EmbeddedHost.DurableTask.Worker;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.EmbeddedHost.DurableTask.Management;

/// <summary>Makes the addresses of the check-status payload.</summary>
internal sealed class ManagementAddresses(IServer server, DurableSettings settings, SystemKey key)
{
    internal const string Prefix = "/runtime/webhooks/durabletask";

    internal HttpManagementPayload Of(string instanceId, Uri? request)
    {
        var authority = request?.GetLeftPart(UriPartial.Authority) ?? OwnAuthority();
        var instance = $"{authority}{Prefix}/instances/{Uri.EscapeDataString(instanceId)}";
        var query = $"taskHub={Uri.EscapeDataString(settings.HubName)}&connection=Storage&code={Uri.EscapeDataString(key.Value)}";
        return new HttpManagementPayload
        {
            Id = instanceId,
            PurgeHistoryDeleteUri = $"{instance}?{query}",
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}?{query}",
            StatusQueryGetUri = $"{instance}?{query}",
            TerminatePostUri = $"{instance}/terminate?reason={{{{text}}}}&{query}",
            SuspendPostUri = $"{instance}/suspend?reason={{{{text}}}}&{query}",
            ResumePostUri = $"{instance}/resume?reason={{{{text}}}}&{query}",
        };
    }

    private string OwnAuthority()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        return address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
