using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Claims;

/// <summary>Ends claims whose lease is over: a lead that its agent did nothing with goes back to its pool,
/// any other stays. Each claim ends once, by a conditional
/// write, however many hosts look.</summary>
public sealed class ClaimReturns(
    IDocumentStore store,
    CascadeDesk cascade,
    Commits commits,
    TimeProvider time,
    ILogger<ClaimReturns> log
)
{
    private const int Page = 200;
    private const int LatestEntries = 50;

    private static readonly SortKey ByLease = new("lease_until", FieldType.Instant);

    /// <summary>Returns how many leads went back.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var command = new Command(
            Actor.System,
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            "claim-returns"
        );
        var returned = 0;
        foreach (
            var claim in await store.ListAsync(
                Claim.Collection,
                Over(command.Now),
                cancellationToken
            )
        )
        {
            if (await EndAsync(claim, command, cancellationToken))
                returned++;
        }

        if (returned > 0)
            log.ClaimsReturned(returned);
        return returned;
    }

    internal static Query Over(Instant now) =>
        new(
            Claim.Collection,
            new Filter.Condition("lease_until", FilterOperator.Lte, new FilterValue.Moment(now))
        )
        {
            Sort = [ByLease],
            Limit = Page,
        };

    private async Task<bool> EndAsync(
        Claim claim,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch().Delete(
            Claim.Collection,
            Filter.AllOf(Filter.Eq("id", claim.Id), Filter.Eq("agent_id", claim.AgentId)),
            expected: 1
        );
        var isReturned = false;
        if (!await IsTouchedAsync(claim, cancellationToken))
            isReturned = await AddReturnAsync(batch, claim, command, cancellationToken);

        // Refused: the lead changed just now, so the next run looks at it again.
        return await commits.TryAsync(batch, cancellationToken) && isReturned;
    }

    /// <summary>False when the lead is no longer the agent's to return.</summary>
    private async ValueTask<bool> AddReturnAsync(
        WriteBatch batch,
        Claim claim,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var back = new Handover(claim.Id, null, new Holder(claim.AgentId, null), claim.From);
        var isOfToday = CompanyDay.Of(claim.ClaimedAt) == CompanyDay.Of(command.Now);
        var assigning = new Assigning(AssignmentMode.Auto)
        {
            Summary = "lead.claim_returned",
            Daily = isOfToday ? DailyCount.TakenBack : DailyCount.Unchanged,
        };
        var result = await cascade.AddAsync(
            batch,
            EntityKind.Lead,
            [back],
            assigning,
            command,
            cancellationToken
        );
        return result.Items.Count > 0;
    }

    /// <summary>Everything that an agent does with a lead or its tasks leaves an entry in its
    /// timeline.</summary>
    private async ValueTask<bool> IsTouchedAsync(Claim claim, CancellationToken cancellationToken)
    {
        var latest = new Query(Activities.Collection, Filter.Eq("entity.id", claim.Id))
        {
            Sort = [new SortKey("at", FieldType.Instant, Descending: true)],
            Limit = LatestEntries,
        };
        var entries = await store.ListAsync(Activities.Collection, latest, cancellationToken);
        return entries.Any(e => e.UpdatedBy == claim.AgentId && e.UpdatedAt > claim.ClaimedAt);
    }
}
