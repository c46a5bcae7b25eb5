using KoSales.Domain.Leads;
using NodaTime;

namespace KoSales.Functions.Leads.Parts.Clocks;

/// <summary>Starts the clocks that run from the moment a lead is set on its way.</summary>
public interface ILeadClocks
{
    /// <summary>The lead with its clocks; from memory, since it is asked for every new lead.</summary>
    ValueTask<Lead> BeginAsync(Lead lead, Instant now, CancellationToken cancellationToken);
}
