using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>The life of a lead. Deleted leads do not get here: they are not found.</summary>
public static class LeadDecisions
{
    /// <summary>In the pool of the creator's team: nobody owns it yet.</summary>
    /// <param name="fields">A blank lead with what was given.</param>
    public static EntityFact<Lead> Create(
        LeadId id,
        string piiId,
        Lead fields,
        MaskedFields masked,
        Command command
    )
    {
        var given = fields with
        {
            Id = id,
            PiiId = piiId,
            TeamId = command.Actor.TeamId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        var lead = (Lead)given.Showing(masked);
        return new EntityFact<Lead>(lead, "lead.created", TimelineKind.Created, []);
    }

    /// <param name="fields">The lead with other values in the fields that people write.</param>
    /// <param name="ledger">What the consent ledger says from now on; null when nothing was said.</param>
    public static Verdict<EntityFact<Lead>> Edit(
        this Lead lead,
        Lead fields,
        MaskedFields masked,
        Command command,
        IReadOnlyList<ConsentEntry>? ledger = null
    )
    {
        if (lead.Objection is { } erased)
            return erased;
        if (lead.Status == LeadStatus.Converted)
            return Forbids(lead, "edited", "it was converted; change the contact instead");
        var after = (Lead)fields.Showing(masked);
        return LeadFields.Decisions.Changed(
            lead,
            ledger is null ? after : after.Showing(ledger),
            command,
            "lead.updated",
            TimelineKind.Edited
        );
    }

    /// <summary>To an agent, with the team of that agent; or to a team's pool, with no agent.</summary>
    public static Verdict<EntityFact<Lead>> Assign(
        this Lead lead,
        Holder to,
        LeadAssignment how,
        Command command
    ) =>
        lead.Objection is { } erased
            ? erased
            : lead.Status switch
            {
                LeadStatus.Open => LeadFields.Decisions.Changed(
                    lead,
                    Given(lead, to, how, command),
                    command,
                    "lead.assigned",
                    TimelineKind.Assigned
                ),
                LeadStatus.Converted or LeadStatus.Lost or LeadStatus.Junk => Forbids(
                    lead,
                    "assigned",
                    "only open leads have an owner who works them"
                ),
            };

    /// <summary>The next version, with that holder, whatever state the lead is in: for hand-overs whose
    /// conditions are in the commit.</summary>
    public static Lead HandTo(this Lead lead, Holder to, LeadAssignment how, Command command) =>
        EntityDecisions<Lead>.Next(Given(lead, to, how, command), command);

    /// <summary>The next version, in another team with the same owner.</summary>
    public static Lead ToTeam(this Lead lead, string? teamId, Command command) =>
        EntityDecisions<Lead>.Next(lead with { TeamId = teamId }, command);

    public static Verdict<EntityFact<Lead>> Lose(this Lead lead, string reason, Command command) =>
        End(lead, LeadStatus.Lost, reason, command);

    public static Verdict<EntityFact<Lead>> Junk(this Lead lead, string reason, Command command) =>
        End(lead, LeadStatus.Junk, reason, command);

    /// <summary>Back to work. The commit refuses it when another open lead has taken the phone
    /// meanwhile.</summary>
    /// <param name="to">Who has it from now on.</param>
    public static Verdict<EntityFact<Lead>> Reopen(
        this Lead lead,
        string reason,
        Holder to,
        Command command
    ) =>
        lead.Objection is { } erased
            ? erased
            : lead.Status switch
            {
                LeadStatus.Lost or LeadStatus.Junk => Because(
                    reason,
                    LeadFields.Decisions.Changed(
                        lead,
                        lead with
                        {
                            Status = LeadStatus.Open,
                            Stage = "new",
                            LostReason = null,
                            OwnerId = to.OwnerId,
                            TeamId = to.TeamId,
                        },
                        command,
                        "lead.reopened",
                        TimelineKind.Status
                    )
                ),
                LeadStatus.Open => Fault.Conflict("lead.already_open", "The lead is open already."),
                LeadStatus.Converted => Forbids(
                    lead,
                    "reopened",
                    "it was converted; open a new deal for the contact instead"
                ),
            };

    /// <summary>Hidden from lists and searches; frees its phone for another lead.</summary>
    public static EntityFact<Lead> Delete(this Lead lead, Command command) =>
        LeadFields.Decisions.Delete(lead, command);

    /// <param name="to">Who has it from now on.</param>
    public static Verdict<EntityFact<Lead>> Restore(this Lead lead, Holder to, Command command) =>
        lead.Objection is { } erased ? erased : LeadFields.Decisions.Restore(lead, to, command);

    /// <summary>Somebody who cannot see the lead talked to the person and asks for it.</summary>
    public static EntityFact<Lead> RequestHandover(
        this Lead lead,
        string reason,
        Command command
    ) =>
        Because(
            reason,
            LeadFields.Decisions.Changed(
                lead,
                lead with
                {
                    NextActionAt = command.Now,
                },
                command,
                LeadEvents.HandoverRequested,
                TimelineKind.Signal
            )
        );

    /// <summary>The same person enquired again and told more: what was empty is filled in.</summary>
    /// <param name="ledger">As for <see cref="Edit"/>.</param>
    public static Verdict<EntityFact<Lead>> Merge(
        this Lead lead,
        Lead enquiry,
        MaskedFields masked,
        Command command,
        IReadOnlyList<ConsentEntry>? ledger = null
    )
    {
        var verdict = lead.Edit(lead.FilledFrom(enquiry), masked, command, ledger);
        if (verdict.IsRefused)
            return verdict;
        return verdict.Value.Changes.Count == 0
            ? lead.EnquireAgain(null, command)
            : verdict.Value with
            {
                Kind = TimelineKind.Signal,
                Summary = "lead.enquiry_merged",
            };
    }

    /// <summary>Whether a lead that has no pipeline yet may be given one; null when it may.</summary>
    public static Fault? ObjectionToPipeline(this Lead lead) =>
        lead switch
        {
            { Objection: { } erased } => erased,
            { Status: not LeadStatus.Open } => Forbids(
                lead,
                "given a pipeline",
                "only open leads are worked"
            ),
            { PipelineId: { } pipeline } => Fault.Conflict(
                "lead.has_pipeline",
                "The lead has a pipeline already.",
                ("pipeline_id", pipeline)
            ),
            _ => null,
        };

    /// <param name="started">The lead as it begins on its pipeline.</param>
    public static EntityFact<Lead> GivePipeline(this Lead lead, Lead started, Command command) =>
        new(
            EntityDecisions<Lead>.Next(started, command),
            "lead.updated",
            TimelineKind.Stage,
            [
                .. LeadFields.Table.Differences(lead, started),
                new FieldChange("pipeline_id", lead.PipelineId, started.PipelineId),
            ]
        )
        {
            Summary = "lead.pipeline_started",
        };

    private static Verdict<EntityFact<Lead>> End(
        Lead lead,
        LeadStatus status,
        string reason,
        Command command
    )
    {
        if (lead.Objection is { } erased)
            return erased;
        var name = WireNames<LeadStatus>.Of(status);
        if (lead.Status != LeadStatus.Open)
            return Forbids(
                lead,
                $"marked as {name}",
                $"it is {WireNames<LeadStatus>.Of(lead.Status)} already"
            );
        var ended = lead with { Status = status, Stage = name, LostReason = reason };
        return Because(
            reason,
            LeadFields.Decisions.Changed(lead, ended, command, $"lead.{name}", TimelineKind.Status)
        );
    }

    private static Lead Given(Lead lead, Holder to, LeadAssignment how, Command command) =>
        lead with
        {
            OwnerId = to.OwnerId,
            TeamId = to.TeamId,
            AssignedAt = command.Now,
            Assignment = how,
        };

    private static EntityFact<Lead> Because(string reason, EntityFact<Lead> fact) =>
        fact with
        {
            Reason = reason,
        };

    internal static Fault Forbids(Lead lead, string what, string why) =>
        Fault.Conflict(
            "lead.status_forbids",
            $"This lead cannot be {what}: {why}.",
            ("current_status", WireNames<LeadStatus>.Of(lead.Status))
        );
}
