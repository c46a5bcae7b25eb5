using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Entities;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads.Handing;

/// <summary>Gives one lead to somebody by hand, shows what that would do, and takes it back.</summary>
public sealed class LeadAssigning(
    IDocumentStore store,
    EntitySight sight,
    LeadWriter writer,
    LeadOwners owners,
    CascadeDesk cascade,
    Commits commits
)
{
    /// <summary>One transaction: owner, what goes along, both agents' loads, event, timeline, and the
    /// record that allows to undo it.</summary>
    public async Task<Verdict<Lead>> AssignAsync(
        LeadId id,
        AssignLead body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var policy = PolicyOf(body);
        if (policy.IsRefused)
            return policy.Refusal;
        return await writer.DecideAsync(
            id,
            null,
            Decide,
            new LeadCall(command) { ForPlacersOnly = true },
            cancellationToken
        );

        async ValueTask<Verdict<LeadFact>> Decide(
            Lead lead,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var to = await owners.ResolveAsync(body, command, token);
            if (to.IsRefused)
                return to.Refusal;
            var decided = lead.Assign(to.Value, new LeadAssignment(AssignmentMode.Manual), command);
            if (decided.IsRefused || decided.Value.Changes.Count == 0)
                return decided;
            var assigning = new Assigning(AssignmentMode.Manual, lead.Key)
            {
                Policy = policy.Value,
            };
            await cascade.FollowAsync(
                batch,
                EntityKind.Lead,
                [HandoverOf(lead, to.Value)],
                new HandoverOrder(assigning, command),
                token
            );
            return decided;
        }
    }

    /// <summary>Whose the lead would be and what would go along; nothing is written.</summary>
    public async Task<Verdict<AssignmentPreview>> PreviewAsync(
        LeadId id,
        AssignLead body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var policy = PolicyOf(body);
        if (policy.IsRefused)
            return policy.Refusal;
        if (
            await store.FindAsync(LeadStore.Collection, id.Value, cancellationToken)
                is not { DeletedAt: null } lead
            || !await sight.SeesAsync(command.Actor, lead, cancellationToken)
        )
            return Fault.NotFound("lead", QueryFaults.Shown(id.Value));
        if (!EntityScope.Sees(command.Actor, lead))
            return LeadOwners.NotYours;
        var to = await owners.ResolveAsync(body, command, cancellationToken);
        if (to.IsRefused)
            return to.Refusal;
        var decided = lead.Assign(to.Value, new LeadAssignment(AssignmentMode.Manual), command);
        if (decided.IsRefused)
            return decided.Refusal;
        var handover = HandoverOf(lead, to.Value);
        var changes = decided.Value.Changes.Count > 0;
        var relations = changes
            ? await cascade.PreviewAsync(
                EntityKind.Lead,
                [handover],
                policy.Value,
                command,
                cancellationToken
            )
            : [];
        return AssignmentPreview.Of(
            handover,
            changes,
            relations,
            await LoadsAsync(handover, cancellationToken)
        );
    }

    /// <summary>Takes the last assignment by hand back, as far as nothing changed since. For whoever made
    /// it, and whoever may assign to the earlier holder.</summary>
    public async Task<Verdict<AssignmentUndone>> UndoAsync(
        LeadId id,
        bool dryRun,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (dryRun)
        {
            using var thrownAway = new Attempt(1);
            return await UndoOnceAsync(thrownAway);
        }

        return await commits.DecideAsync(
            Fault.Busy("lead.busy", $"The lead {id}"),
            UndoOnceAsync,
            cancellationToken
        );

        async ValueTask<Verdict<AssignmentUndone>> UndoOnceAsync(Attempt attempt)
        {
            var found = await RecordAsync(id, command.Actor, cancellationToken);
            if (found.IsRefused)
                return found.Refusal;
            var assigning = new Assigning(AssignmentMode.Manual)
            {
                Summary = "lead.assignment_undone",
            };
            var undone = AssignmentUndone.Of(
                await cascade.AddUndoAsync(
                    attempt.Batch,
                    found.Value,
                    assigning,
                    command,
                    cancellationToken
                )
            );
            command.RecordAnswer(attempt.Batch, undone);
            return undone;
        }
    }

    private async ValueTask<Verdict<HandoverRecord>> RecordAsync(
        LeadId id,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var lead = await store.FindAsync(LeadStore.Collection, id.Value, cancellationToken);
        var record = await store.FindAsync(HandoverRecord.Collection, id.Value, cancellationToken);
        var isOwn = record?.CreatedBy == by.Id;
        if (lead is not { DeletedAt: null } || (!isOwn && !EntityScope.Sees(by, lead)))
            return Fault.NotFound("lead", QueryFaults.Shown(id.Value));
        if (record is null)
            return Fault.Conflict(
                "assignment.nothing_to_undo",
                "There is no assignment of this lead that could be taken back."
            );
        return isOwn || LeadOwners.Allowed(record.Items[0].From, by) is { IsRefused: false }
            ? record
            : LeadOwners.Forbidden;
    }

    private async ValueTask<IReadOnlyList<AgentLoad>> LoadsAsync(
        Handover handover,
        CancellationToken cancellationToken
    )
    {
        string[] agents =
        [
            .. new[] { handover.From.OwnerId, handover.To.OwnerId }.OfType<string>().Distinct(),
        ];
        return
        [
            .. (await store.GetManyAsync(AgentLoads.Collection, agents, cancellationToken)).Select(
                AgentLoads.Collection.Read
            ),
        ];
    }

    private Verdict<CascadePolicy> PolicyOf(AssignLead body)
    {
        var policy = body.Cascade?.ToPolicy() ?? CascadePolicy.Default;
        Fault[] faults = [.. cascade.Faults(EntityKind.Lead, policy)];
        return faults.Length == 0 ? policy : Verdict<CascadePolicy>.Refuse(faults);
    }

    private static Handover HandoverOf(Lead lead, Holder to) =>
        new(lead.Key, lead.Version, new Holder(lead.OwnerId, lead.TeamId), to);
}
