using KoSales.Domain.Leads;

namespace KoSales.Functions.Leads;

/// <summary>Tells whether somebody sees a lead in hand: by the scope, or since they hold an open task about
/// it.</summary>
public sealed class LeadSight(IOpenWork? work = null)
{
    public async ValueTask<bool> SeesAsync(
        Actor actor,
        Lead lead,
        CancellationToken cancellationToken
    ) =>
        EntityScope.Sees(actor, lead)
        || (work is not null && await work.HasAsync(actor, lead.Id.Ref, cancellationToken));
}
