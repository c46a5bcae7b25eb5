using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.Agents;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Pipelines;

namespace KoSales.Functions.Leads;

/// <summary>What people do with the leads that are there.</summary>
public sealed class LeadDesk(
    EntityWriter<Lead> writer,
    PersonalChanges personalData,
    CustomFieldCache customFields,
    Availability availability,
    ILeadPipelines pipelines,
    ILeadStart start
)
{
    public async Task<Verdict<LeadTaken>> EditAsync(
        LeadId id,
        PatchRequest<EditLead> patch,
        Command command,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<FieldWarning> warnings = [];
        LeadTaken Taken(Lead lead) => new(lead, IsNew: false, warnings);
        var call = new EntityCall<Lead>(id.Value, command)
        {
            IfMatch = patch.Patch.IfMatch,
            Result = Taken,
        };
        var verdict = await writer.DecideAsync(call, Decide, cancellationToken);
        return verdict.IsRefused ? verdict.Refusal : Taken(verdict.Value);

        async ValueTask<Verdict<EntityFact<Lead>>> Decide(
            Lead lead,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var edit = await EditOf(lead, patch, new BatchCall(batch, command), token);
            if (edit.IsRefused)
                return edit.Refusal;
            warnings = edit.Value.Warnings;
            return edit.Value.Fact;
        }
    }

    /// <summary>Adds an edit to a batch that others share.</summary>
    public ValueTask<Verdict<Lead>> PrepareEditAsync(
        LeadId id,
        PatchRequest<EditLead> patch,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var call = new EntityCall<Lead>(id.Value, into.Command) { IfMatch = patch.Patch.IfMatch };
        return writer.PrepareAsync(into.Batch, call, Decide, cancellationToken);

        async ValueTask<Verdict<EntityFact<Lead>>> Decide(
            Lead lead,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var edit = await EditOf(lead, patch, into, token);
            return edit.IsRefused ? edit.Refusal : edit.Value.Fact;
        }
    }

    public Task<Verdict<Lead>> LoseAsync(
        LeadId id,
        string reason,
        Command command,
        CancellationToken cancellationToken
    ) =>
        WithPipelineAsync(
            id,
            lead => lead.Lose(reason, command),
            pipelines.EndAsync,
            command,
            cancellationToken
        );

    public Task<Verdict<Lead>> JunkAsync(
        LeadId id,
        string reason,
        Command command,
        CancellationToken cancellationToken
    ) =>
        WithPipelineAsync(
            id,
            lead => lead.Junk(reason, command),
            pipelines.EndAsync,
            command,
            cancellationToken
        );

    /// <summary>The owner has it again, or the team's pool when the owner is given no work by now.</summary>
    public Task<Verdict<Lead>> ReopenAsync(
        LeadId id,
        string reason,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            new EntityCall<Lead>(id.Value, command),
            async (lead, batch, token) =>
            {
                var holder = await HolderAsync(lead, command, token);
                var reopened = lead.Reopen(reason, holder, command);
                return reopened.IsRefused
                    ? reopened
                    : await pipelines.ReopenAsync(batch, lead, reopened.Value, command, token);
            },
            cancellationToken
        );

    /// <summary>For a lead that was taken in without one: starts its pipeline, with the tasks of its first
    /// stage, in the same transaction.</summary>
    public Task<Verdict<Lead>> StartPipelineAsync(
        LeadId id,
        string? workflowId,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            new EntityCall<Lead>(id.Value, command),
            async (lead, batch, token) =>
            {
                if (lead.ObjectionToPipeline() is { } objection)
                    return objection;
                if (await start.FaultAsync(workflowId, token) is { } unknown)
                    return unknown;
                var started = (
                    await start.BeginAsync(
                        batch,
                        [new StartingLead(lead, workflowId)],
                        command,
                        token
                    )
                )[0];
                return started.PipelineId is null
                    ? Fault.Conflict(
                        "pipeline.no_default",
                        "There is no published default pipeline for leads; publish one first."
                    )
                    : lead.GivePipeline(started, command);
            },
            cancellationToken
        );

    /// <param name="ifMatch">Null for whichever version is current.</param>
    public Task<Verdict<Lead>> DeleteAsync(
        LeadId id,
        IfMatch? ifMatch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            Deleting(id, ifMatch, command),
            (lead, _, _) => new(lead.Delete(command)),
            cancellationToken
        );

    /// <summary>Adds a deletion to a batch that others share.</summary>
    public ValueTask<Verdict<Lead>> PrepareDeleteAsync(
        LeadId id,
        IfMatch? ifMatch,
        BatchCall into,
        CancellationToken cancellationToken
    ) =>
        writer.PrepareAsync(
            into.Batch,
            Deleting(id, ifMatch, into.Command),
            (lead, _, _) => new(lead.Delete(into.Command)),
            cancellationToken
        );

    /// <summary>The owner has it again, or the team's pool when the owner is given no work by now.</summary>
    public Task<Verdict<Lead>> RestoreAsync(
        LeadId id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            new EntityCall<Lead>(id.Value, command) { OfDeleted = true },
            async (lead, _, token) =>
                lead.Restore(await HolderAsync(lead, command, token), command),
            cancellationToken
        );

    private static EntityCall<Lead> Deleting(LeadId id, IfMatch? ifMatch, Command command) =>
        new(id.Value, command)
        {
            IfMatch = ifMatch,
            MayBeErased = true,
            ForPlacersOnly = true,
        };

    private ValueTask<Holder> HolderAsync(
        Lead lead,
        Command command,
        CancellationToken cancellationToken
    ) =>
        availability.OrPoolAsync(
            new Holder(lead.OwnerId, lead.TeamId),
            command.Now,
            cancellationToken
        );

    private Task<Verdict<Lead>> WithPipelineAsync(
        LeadId id,
        Func<Lead, Verdict<EntityFact<Lead>>> decide,
        TakeAlong along,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            new EntityCall<Lead>(id.Value, command),
            async (lead, batch, token) =>
                decide(lead) is { IsRefused: false } decided
                    ? await along(batch, lead, decided.Value, command, token)
                    : decide(lead),
            cancellationToken
        );

    private delegate ValueTask<Verdict<EntityFact<Lead>>> TakeAlong(
        WriteBatch batch,
        Lead before,
        EntityFact<Lead> fact,
        Command command,
        CancellationToken cancellationToken
    );

    private async ValueTask<Verdict<LeadEdit>> EditOf(
        Lead lead,
        PatchRequest<EditLead> patch,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        // A refusal for the state comes before those for the content, which the vault would have to be
        // opened for.
        var allowed = lead.Edit(lead, lead.Masks, into.Command);
        if (allowed.IsRefused)
            return allowed.Refusal;
        var parser = new LeadDraftParser(
            await customFields.OfAsync(EntityKind.Lead, cancellationToken)
        );
        var draft = parser.ParseEdit(patch.ToInput(lead), lead);
        if (draft.IsRefused)
            return draft.Refusal;
        var named = patch.Patch.Body.EnumerateObject().Select(m => m.Name).ToHashSet();
        var stop = draft.Value.Consent.DoNotContact;
        var said = PersonalChanges.SaidIn(named, stop, lead, into.Command);
        var personal = await personalData.PatchAsync(
            new EditedPerson(lead, draft.Value.Fields, draft.Value.Person),
            named,
            said,
            into,
            cancellationToken
        );
        if (personal.IsRefused)
            return personal.Refusal;
        var (masked, ledger) = personal.Value;
        if (
            masked is { PhoneIndex: null, EmailIndex: null }
            && draft.Value.Fields.ExternalRef is null
        )
            return LeadDraftParser.Unreachable;
        if (PersonalChanges.StillBarred(lead, said, ledger) is { } barred)
            return barred;
        var edited = lead.Edit(draft.Value.Fields, masked, into.Command, ledger);
        return edited.IsRefused ? edited.Refusal : new LeadEdit(edited.Value, draft.Value.Warnings);
    }

    private sealed record LeadEdit(EntityFact<Lead> Fact, IReadOnlyList<FieldWarning> Warnings);
}
