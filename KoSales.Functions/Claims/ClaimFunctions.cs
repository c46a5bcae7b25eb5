using KoSales.Functions.Leads;
using KoSales.Functions.Leads.Bulk;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Claims;

public sealed class ClaimFunctions(ClaimDesk desk, ClaimReturns returns)
{
    [Function("LeadsClaimNext"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Take the most urgent lead of the pool",
        Tag = "leads",
        Result = typeof(LeadView),
        Description = "By SLA due, score, age, within the calling hours. lease_until says when it goes back to the pool if nothing is done with it."
    )]
    public async Task<IResult> Claim(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/claim-next")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<ClaimTaken>(
            request,
            taken => LeadAnswers.Claimed(taken.Lead, taken.LeaseUntil)
        );
        return call.Answer(await desk.NextAsync(call.Command, cancellationToken));
    }

    [Function("ClaimReturns")]
    public Task Return(
        [TimerTrigger("30 * * * * *", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => returns.RunAsync(cancellationToken);
}
