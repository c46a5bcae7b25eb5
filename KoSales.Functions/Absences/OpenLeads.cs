using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;

namespace KoSales.Functions.Absences;

/// <summary>The open leads of one agent, which go to somebody else page by page.</summary>
internal static class OpenLeads
{
    /// <param name="among">Only those that match; all when left out.</param>
    public static Query Of(string agentId, int page, Filter? among = null)
    {
        var own = Filter.AllOf(Filter.Eq("owner_id", agentId), AgentLoads.OpenLeads);
        var wanted = among is null ? own : Filter.AllOf(own, among);
        return new Query(LeadStore.Collection, wanted) { Limit = page };
    }

    public static Handover Handover(Lead lead, Holder to) =>
        new(lead.Key, null, new Holder(lead.OwnerId, lead.TeamId), to);
}
