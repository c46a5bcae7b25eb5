using KoSales.Domain.Leads;
using KoSales.Functions.CustomFields;

namespace KoSales.Functions.Leads.Intake;

/// <summary>What a new lead is refused for without a look at other leads.</summary>
internal sealed class LeadBodyRules(CustomFieldBook customFields) : BodyRules<CreateLead>
{
    protected override async ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        CreateLead body,
        CancellationToken cancellationToken
    )
    {
        var parser = new LeadDraftParser(
            await customFields.OfAsync(EntityKind.Lead, cancellationToken)
        );
        var faults = parser.Parse(body.ToInput(), SourceChannel.Manual).Faults;
        // What makes a lead reachable may be among the members that are left out.
        return [.. faults.Where(f => f.Code != LeadDraftParser.Unreachable.Code)];
    }
}
