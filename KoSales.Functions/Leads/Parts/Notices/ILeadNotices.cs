using KoSales.Domain.Leads;

namespace KoSales.Functions.Leads.Parts.Notices;

/// <summary>What the owner of a lead is to be told by work of their own.</summary>
public enum LeadNotice
{
    /// <summary>The person enquired again, with somebody else.</summary>
    EnquiredAgain,

    /// <summary>Somebody who talked to the person asks for the lead.</summary>
    HandoverRequested,

    /// <summary>The person wrote or called again, from outside.</summary>
    SignalCame,
}

/// <summary>Tells the owner of a lead, or its pool, of what somebody else did with the person; in the
/// transaction of
/// that.</summary>
public interface ILeadNotices
{
    /// <summary>Adds nothing when the same notice is open already, nor a call to a person who may not be
    /// called.</summary>
    /// <returns>The id of the task; null for nothing.</returns>
    ValueTask<string?> AddAsync(
        WriteBatch batch,
        Lead lead,
        LeadNotice notice,
        Command command,
        CancellationToken cancellationToken
    );
}
