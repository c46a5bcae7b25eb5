using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Changing;

namespace KoSales.Functions.Leads.Handing;

/// <summary>Leads, as they are given and tagged by people: they say how they were assigned, and a converted one
/// is not changed any more.</summary>
public sealed class LeadChanges(EntityDecisions<Lead> decisions, EntityWriter<Lead> writer)
    : EntityChanges<Lead>(decisions, writer)
{
    private static readonly LeadAssignment ByHand = new(AssignmentMode.Manual);

    protected override Verdict<EntityFact<Lead>> Assigned(
        Lead entity,
        Holder to,
        Command command
    ) => entity.Assign(to, ByHand, command);

    protected override Verdict<EntityFact<Lead>> Tagged(Lead before, Lead after, Command command) =>
        before.Edit(after, before.Masks, command);
}
