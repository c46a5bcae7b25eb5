using System.Text.Json;
using KoSales.Domain.Agents;
using KoSales.Domain.Loads;
using NodaTime;

namespace KoSales.Functions.Agents;

/// <summary>What an agent holds, as agents show it.</summary>
internal static class LoadShape
{
    public static byte[] Of(RawDocument stored, Instant now) =>
        Of(AgentLoads.Collection.Read(stored), now);

    public static byte[] Of(AgentLoad load, Instant now)
    {
        var held = new HeldMembers(
            new LoadView(load.OpenLeads, load.OpenTasks, load.GivenOn(CompanyDay.Of(now))),
            load.LastAssignedAt
        );
        return JsonSerializer.SerializeToUtf8Bytes(held, AgentContractsJson.Wire.HeldMembers);
    }
}
