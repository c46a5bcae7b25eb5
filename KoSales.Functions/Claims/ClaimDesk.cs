using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Planning;
using KoSales.Functions.Assignment;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Entities.Changing;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Claims;

/// <param name="LeaseUntil">Untouched by then, the lead goes back to its pool.</param>
public sealed record ClaimTaken(Lead Lead, Instant LeaseUntil);

/// <summary>Hands out the most urgent lead of a pool. Who gets it is decided by one conditional write, so
/// no two agents get the same.</summary>
public sealed class ClaimDesk(
    IDocumentStore store,
    ClaimPool pool,
    EntityWriter<Lead> writer,
    CascadeDesk cascade,
    IBusinessTime business,
    IOptions<ClaimSettings> settings
)
{
    private const int MostCandidates = 200;
    private const string Taken = "claim.taken";

    private readonly CallingHours _hours = settings.Value.Hours();

    /// <summary>Refused outside the calling hours, to who is away or full, and when there is nothing to
    /// claim.</summary>
    public async Task<Verdict<ClaimTaken>> NextAsync(
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (!_hours.Allow(command.Now))
            return Closed(command.Now);
        var lease = await LeaseAsync(command, cancellationToken);
        await foreach (
            var candidate in pool.CandidatesAsync(command.Actor, cancellationToken)
                .Take(MostCandidates)
                .WithCancellation(cancellationToken)
        )
        {
            var claimed = await ClaimAsync(candidate, lease, command, cancellationToken);
            if (!claimed.IsRefused || !IsGone(claimed.Faults[0]))
                return claimed;
        }

        return new Fault(FaultKind.NotFound, "claim.nothing_left", "No lead waits in your pool.");
    }

    /// <summary>Until when a claim of now lasts, in the working time of the actor's team.</summary>
    private async ValueTask<Instant> LeaseAsync(
        Command command,
        CancellationToken cancellationToken
    )
    {
        var time = await business.OfTeamAsync(command.Actor.TeamId, cancellationToken);
        return time.Deadline(command.Now, Duration.FromTimeSpan(settings.Value.Lease));
    }

    private async Task<Verdict<ClaimTaken>> ClaimAsync(
        LeadId id,
        Instant lease,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var call = new EntityCall<Lead>(id.Value, command)
        {
            Result = lead => new ClaimTaken(lead, lease),
        };
        var claimed = await writer.DecideAsync(
            call,
            (lead, batch, token) => GiveAsync(batch, lead, lease, command, token),
            cancellationToken
        );
        return claimed.IsRefused ? claimed.Refusal : new ClaimTaken(claimed.Value, lease);
    }

    private async ValueTask<Verdict<EntityFact<Lead>>> GiveAsync(
        WriteBatch batch,
        Lead lead,
        Instant lease,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (lead is not { OwnerId: null, Status: LeadStatus.Open })
            return Fault.Conflict(Taken, "Somebody else has taken this lead.");
        if (await ObjectionAsync(batch, command, cancellationToken) is { } objection)
            return objection;
        var to = new Holder(command.Actor.Id, command.Actor.TeamId);
        var given = lead.Assign(to, new LeadAssignment(AssignmentMode.Auto), command);
        if (given.IsRefused)
            return given;
        await FollowAsync(batch, lead, to, command, cancellationToken);
        batch.Upsert(Claim.Collection, ClaimOf(lead, PoolOf(lead), lease, command));
        return given.Value with { Summary = "lead.claimed" };
    }

    private static Holder PoolOf(Lead lead) => new(null, lead.TeamId);

    /// <summary>What belongs to the lead goes along.</summary>
    private async ValueTask FollowAsync(
        WriteBatch batch,
        Lead lead,
        Holder to,
        Command command,
        CancellationToken cancellationToken
    ) =>
        await cascade.FollowAsync(
            batch,
            EntityKind.Lead,
            [new Handover(lead.Key, lead.Version, PoolOf(lead), to)],
            new HandoverOrder(new Assigning(AssignmentMode.Auto), command),
            cancellationToken
        );

    /// <summary>Null for who may be given one more; the batch then holds on to that.</summary>
    private async ValueTask<Fault?> ObjectionAsync(
        WriteBatch batch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var id = command.Actor.Id;
        var agent = await store.FindAsync(Agent.Collection, id, cancellationToken);
        if (agent is null)
            return Fault.NotFound("agent", id);
        var load =
            await store.FindAsync(AgentLoads.Collection, id, cancellationToken)
            ?? new AgentLoad { Id = id };
        var day = CompanyDay.Of(command.Now);
        var holding = new Holding(load.OpenLeads, load.GivenOn(day), load.Reserved);
        var eligibility = Eligibility.Of(agent, holding, day);
        if (!eligibility.TakesPart)
            return NotEligible(eligibility);
        batch.RequireRoom(load, agent.Capacity, command);
        return null;
    }

    private static Fault NotEligible(Eligibility eligibility) =>
        Fault.Conflict(
            "claim.not_eligible",
            "You are given no more leads for now: you are away, or hold as many as your limits allow.",
            ("reasons", eligibility.Why.ToArray())
        );

    private static bool IsGone(Fault fault) =>
        fault.Code is Taken or "lead.erased"
        || fault.Kind is FaultKind.NotFound or FaultKind.Unavailable;

    private Fault Closed(Instant now) =>
        Fault.Conflict(
            "claim.outside_calling_hours",
            $"People are called from {_hours.From:HH:mm} to {_hours.To:HH:mm}; come back then.",
            ("opens_at", InstantConverter.Write(_hours.OpensAt(now)))
        );

    private static Claim ClaimOf(Lead lead, Holder from, Instant lease, Command command) =>
        new()
        {
            Id = lead.Key,
            AgentId = command.Actor.Id,
            From = from,
            ClaimedAt = command.Now,
            LeaseUntil = lease,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
