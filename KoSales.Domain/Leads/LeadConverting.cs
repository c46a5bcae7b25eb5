using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>How a lead becomes a contact. One that was converted stays so.</summary>
public static class LeadConverting
{
    /// <summary>Why it cannot be converted; null where it can, and where it was already.</summary>
    public static Fault? ObjectionToConversion(this Lead lead) =>
        lead switch
        {
            { Objection: { } erased } => erased,
            { Status: LeadStatus.Lost or LeadStatus.Junk } => Fault.Conflict(
                "lead.status_forbids",
                $"This lead cannot be converted: it is {lead.StatusName}; reopen it first.",
                ("current_status", lead.StatusName)
            ),
            _ => null,
        };

    /// <param name="stage">The won stage of its pipeline; its own where it has none.</param>
    public static EntityFact<Lead> Convert(
        this Lead lead,
        LeadConversion into,
        string? stage,
        Command command
    )
    {
        var after = lead with
        {
            Status = LeadStatus.Converted,
            Stage = stage ?? lead.Stage,
            LostReason = null,
            Converted = into,
            Version = lead.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        return new EntityFact<Lead>(
            after,
            "lead.converted",
            TimelineKind.Status,
            [
                .. LeadFields.Table.Differences(lead, after),
                new FieldChange("converted.contact_id", null, into.ContactId),
            ]
        )
        {
            Refs = RefsOf(into),
        };
    }

    private static Dictionary<string, string> RefsOf(LeadConversion into)
    {
        var refs = new Dictionary<string, string> { ["contact_id"] = into.ContactId };
        if (into.CustomerId is { } customer)
            refs["customer_id"] = customer;
        if (into.DealId is { } deal)
            refs["deal_id"] = deal;
        return refs;
    }
}
