using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Parts.Notices;

namespace KoSales.Functions.Leads.Intake;

/// <summary>Takes a repeated enquiry into the open lead that has its phone.</summary>
public sealed class LeadMerging(
    EntityWriter<Lead> writer,
    PersonalChanges personal,
    EntitySight sight,
    LeadWhereabouts whereabouts,
    ILeadNotices notices,
    LeadEnquiries signals
)
{
    /// <summary>The existing lead afterwards. Not found when it is no longer open and, for a merge, when
    /// the caller may not see it: an enquiry is noted whoever
    /// takes it, and the owner is told.</summary>
    /// <param name="policy"><see cref="DuplicatePolicy.Merge"/> or
    /// <see cref="DuplicatePolicy.Signal"/>.</param>
    public async Task<Verdict<LeadTaken>> TakeAsync(
        LeadId existing,
        LeadDraft draft,
        DuplicatePolicy policy,
        Command command,
        CancellationToken cancellationToken
    )
    {
        LeadPlace? elsewhere = null;
        LeadTaken Taken(Lead lead) =>
            new(lead, IsNew: false, draft.Warnings) { Elsewhere = elsewhere };
        var call = new EntityCall<Lead>(existing.Value, command)
        {
            Result = Taken,
            IsOfAnyScope = policy == DuplicatePolicy.Signal,
        };
        var verdict = await writer.DecideAsync(call, Decide, cancellationToken);
        return verdict.IsRefused ? verdict.Refusal : Taken(verdict.Value);

        async ValueTask<Verdict<EntityFact<Lead>>> Decide(
            Lead lead,
            Domain.Storage.WriteBatch batch,
            CancellationToken token
        )
        {
            if (lead.Status != LeadStatus.Open)
                return Fault.NotFound("lead", existing.Value);
            var into = new BatchCall(batch, command);
            if (policy == DuplicatePolicy.Signal)
            {
                elsewhere = await sight.SeesAsync(command.Actor, lead, token)
                    ? null
                    : await whereabouts.OfAsync(lead, token);
                if (lead.OwnerId != command.Actor.Id)
                    await notices.AddAsync(batch, lead, LeadNotice.EnquiredAgain, command, token);
                var said = await personal.SayAsync(lead, draft.ConsentLines(command), into, token);
                if (said.IsRefused)
                    return said.Refusal;
                var heard = await signals.AddAsync(batch, lead, draft, command, token);
                return lead.EnquireAgain(heard, command, said.Value.Ledger);
            }

            var filled = await FillAsync(lead, draft, into, token);
            return filled.IsRefused
                ? filled.Refusal
                : lead.Merge(draft.Fields, filled.Value.Masked, command, filled.Value.Ledger);
        }
    }

    /// <summary>The vault is not opened for an enquiry that tells nothing which it may lack.</summary>
    private ValueTask<Verdict<PersonalChange>> FillAsync(
        Lead lead,
        LeadDraft draft,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var said = draft.ConsentLines(into.Command);
        var tellsNothing =
            draft is
            { Person: { FullName: null, Email: null, Gstin: null }, Fields.BusinessName: null };
        if (tellsNothing)
            return personal.SayAsync(lead, said, into, cancellationToken);
        var edited = new EditedPerson(lead, lead.FilledFrom(draft.Fields), draft.Person);
        return personal.FillAsync(edited, said, into, cancellationToken);
    }
}
