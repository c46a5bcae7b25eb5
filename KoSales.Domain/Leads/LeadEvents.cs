namespace KoSales.Domain.Leads;

/// <summary>Events that tell of changes of a lead, beside those of every entity.</summary>
public static class LeadEvents
{
    public const string EnquiredAgain = "lead.enquired_again";

    public const string HandoverRequested = "lead.handover_requested";
}
