using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>The consent ledger as a lead shows it.</summary>
public static class LeadConsents
{
    /// <summary>What the ledger makes of the lead; no changes when it shows that already. An erased lead shows
    /// none.</summary>
    public static LeadFact ShowConsents(
        this Lead lead,
        IReadOnlyList<ConsentEntry> ledger,
        Command command
    )
    {
        var shown = lead.ErasedAt is null ? lead.Showing(ledger) : lead;
        var changes = LeadFields.Table.Differences(lead, shown);
        var next =
            changes.Count == 0
                ? lead
                : shown with
                {
                    Version = lead.Version + 1,
                    UpdatedAt = command.Now,
                    UpdatedBy = command.Actor.Id,
                };
        return new LeadFact(next, "lead.updated", TimelineKind.Edited, changes)
        {
            Summary = "lead.consent_changed",
        };
    }
}
