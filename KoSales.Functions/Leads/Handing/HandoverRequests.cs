using System.ComponentModel.DataAnnotations;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Notices;
using KoSales.Functions.Pii;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Handing;

public sealed record RequestHandover
{
    /// <summary>Of the person who called; the lead is found by it.</summary>
    [StringLength(40, MinimumLength = 1)]
    public required string Phone { get; init; }

    [KeptInTheClear]
    [StringLength(FieldLimits.Reason, MinimumLength = 1)]
    public required string Reason { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(RequestHandover);
}

/// <summary>What is told of a lead that the caller cannot see: that it was noted there, and whose it
/// is.</summary>
/// <param name="Noted">Always true: it stands in the lead's timeline, and its owner has a task.</param>
public sealed record EnquiryNoted(bool Noted, string? OwnerName, string? TeamName)
{
    public static EnquiryNoted Of(LeadPlace place) => new(true, place.OwnerName, place.TeamName);
}

/// <summary>Asks the owner of a lead that the asker cannot see to hand it over.</summary>
public sealed class HandoverRequests(
    LeadDuplicates duplicates,
    EntitySight sight,
    LeadWhereabouts whereabouts,
    EntityWriter<Lead> writer,
    ILeadNotices notices,
    PiiVault vault
)
{
    /// <summary>One transaction: the lead's timeline, its event, and a task for its owner. Refused when no
    /// open lead
    /// has the phone, and for who sees it anyway.</summary>
    public async Task<Verdict<LeadPlace>> AskAsync(
        RequestHandover body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var phone = PersonalValues.Parse<PhoneNumber>(body.Phone, "/phone");
        if (phone.IsRefused)
            return phone.Refusal;
        if (
            await duplicates.OpenWithPhoneAsync(vault.PhoneIndexOf(phone.Value), cancellationToken)
            is not { } lead
        )
            return new Fault(
                FaultKind.NotFound,
                "lead.not_found",
                "No open lead has this phone; make one."
            );
        if (await sight.SeesAsync(command.Actor, lead, cancellationToken))
            return Fault.Conflict(
                "lead.in_sight",
                $"You see the lead {lead.Id}; nobody needs to be asked.",
                (Fault.ExistingId, lead.Key)
            );
        var place = await whereabouts.OfAsync(lead, cancellationToken);
        var call = new EntityCall<Lead>(lead.Key, command)
        {
            IsOfAnyScope = true,
            Result = _ => place,
        };
        var asked = await writer.DecideAsync(call, Decide, cancellationToken);
        return asked.IsRefused ? asked.Refusal : place;

        async ValueTask<Verdict<EntityFact<Lead>>> Decide(
            Lead current,
            WriteBatch batch,
            CancellationToken token
        )
        {
            await notices.AddAsync(batch, current, LeadNotice.HandoverRequested, command, token);
            return current.RequestHandover(body.Reason, command);
        }
    }
}

public sealed class HandoverRequestFunctions(HandoverRequests requests)
{
    [Function("LeadsHandoverRequest"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Ask for the lead of a person who called you",
        Tag = "leads",
        Body = typeof(RequestHandover),
        Result = typeof(EnquiryNoted),
        Status = 202,
        Description = "For a phone whose open lead is out of your sight. Its owner gets a task, and the answer says whose it is where policy allows."
    )]
    public async Task<IResult> Ask(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/handover-requests")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<LeadPlace>(request, LeadAnswers.Noted);
        return call.Answer(
            await requests.AskAsync(
                await call.BodyAsync<RequestHandover>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }
}
