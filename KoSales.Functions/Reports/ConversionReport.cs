using KoSales.Domain.Leads;

namespace KoSales.Functions.Reports;

/// <summary>Counts leads by source and status: the store groups them, in one round trip.</summary>
public sealed class ConversionReport(IDocumentStore store)
{
    private const string Channel = "source.channel";
    private const string Campaign = "source.campaign";

    public async Task<ConversionView> ShowAsync(
        MomentRange range,
        bool byCampaign,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            LeadStore.Collection,
            Filter.AllOf(range.Of("created_at"), LeadStore.Alive, HolderScope.Of(actor)),
            byCampaign ? [Channel, Campaign, "status"] : [Channel, "status"],
            cancellationToken
        );
        return new ConversionView(
            range.From,
            range.To,
            FiguresOf(groups),
            [
                .. groups
                    .GroupBy(g => SourceOf(g, byCampaign))
                    .OrderByDescending(g => g.Sum(c => c.Count))
                    .ThenBy(g => g.Key.Channel, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Campaign, StringComparer.Ordinal)
                    .Select(g => new ConversionSourceView(
                        g.Key.Channel,
                        g.Key.Campaign,
                        FiguresOf([.. g])
                    )),
            ]
        );
    }

    private static LeadOrigin SourceOf(GroupCount group, bool byCampaign) =>
        new(group.Values[0] ?? "", byCampaign ? group.Values[1] : null);

    private static ConversionFigures FiguresOf(IReadOnlyList<GroupCount> groups)
    {
        var all = groups.Sum(g => g.Count);
        var converted = In(groups, LeadStatus.Converted);
        return new ConversionFigures(
            all,
            In(groups, LeadStatus.Open),
            converted,
            In(groups, LeadStatus.Lost),
            In(groups, LeadStatus.Junk),
            all == 0 ? null : Math.Round(100m * converted / all, 1)
        );
    }

    private static long In(IReadOnlyList<GroupCount> groups, LeadStatus status) =>
        groups.Where(g => g.Values[^1] == WireNames<LeadStatus>.Of(status)).Sum(g => g.Count);

    private sealed record LeadOrigin(string Channel, string? Campaign);
}
