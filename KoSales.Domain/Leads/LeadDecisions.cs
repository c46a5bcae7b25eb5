using KoSales.Domain.Assignment;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>What a decision made of a lead.</summary>
/// <param name="Lead">The next version.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Changes">Empty when the decision changes nothing: then there is nothing to write.</param>
public sealed record LeadFact(
    Lead Lead,
    string Type,
    TimelineKind Kind,
    IReadOnlyList<FieldChange> Changes
)
{
    /// <summary>The timeline's summary key: the event's name unless there is more to say.</summary>
    public string Summary { get; init; } = Type;

    public string? Reason { get; init; }

    public IReadOnlyDictionary<string, string>? Refs { get; init; }

    /// <summary>Of a new lead: the workflow that it is to start on; null for the one that the rules or the
    /// default say.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Of a new lead: the stage at which it is to start; null for the first.</summary>
    public LeadEntry? Entry { get; init; }

    public IReadOnlyList<string> Paths => [.. Changes.Select(c => c.Field)];

    /// <summary>The same decision with the score that follows from it; a changed score is one of its
    /// changes.</summary>
    public LeadFact Rescored(Lead scored) =>
        scored.Score == Lead.Score
            ? this with
            {
                Lead = scored,
            }
            : this with
            {
                Lead = scored,
                Changes =
                [
                    .. Changes,
                    new FieldChange("score", Text(Lead.Score), Text(scored.Score)),
                    .. RatingChange(scored),
                ],
            };

    private FieldChange[] RatingChange(Lead scored) =>
        scored.Rating == Lead.Rating
            ? []
            :
            [
                new FieldChange(
                    "rating",
                    WireNames<LeadRating>.Of(Lead.Rating),
                    WireNames<LeadRating>.Of(scored.Rating)
                ),
            ];

    private static string Text(int score) =>
        score.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The life of a lead. Deleted leads do not get here: they are not found.</summary>
public static class LeadDecisions
{
    /// <summary>In the pool of the creator's team: nobody owns it yet.</summary>
    /// <param name="fields">A blank lead with what was given.</param>
    public static LeadFact Create(
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
        return new LeadFact(lead, "lead.created", TimelineKind.Created, []);
    }

    /// <param name="fields">The lead with other values in the fields that people write.</param>
    /// <param name="ledger">What the consent ledger says from now on; null when nothing was said.</param>
    public static Verdict<LeadFact> Edit(
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
        return Changed(
            lead,
            ledger is null ? after : after.Showing(ledger),
            command,
            "lead.updated",
            TimelineKind.Edited
        );
    }

    /// <summary>To an agent, with the team of that agent; or to a team's pool, with no agent.</summary>
    public static Verdict<LeadFact> Assign(
        this Lead lead,
        Holder to,
        LeadAssignment how,
        Command command
    ) =>
        lead.Objection is { } erased
            ? erased
            : lead.Status switch
            {
                LeadStatus.Open => Changed(
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
        Next(Given(lead, to, how, command), command);

    /// <summary>The next version, in another team with the same owner.</summary>
    public static Lead ToTeam(this Lead lead, string? teamId, Command command) =>
        Next(lead with { TeamId = teamId }, command);

    public static Verdict<LeadFact> Lose(this Lead lead, string reason, Command command) =>
        End(lead, LeadStatus.Lost, reason, command);

    public static Verdict<LeadFact> Junk(this Lead lead, string reason, Command command) =>
        End(lead, LeadStatus.Junk, reason, command);

    /// <summary>Back to work. The commit refuses it when another open lead has taken the phone
    /// meanwhile.</summary>
    /// <param name="to">Who has it from now on.</param>
    public static Verdict<LeadFact> Reopen(
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
                    Changed(
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
    public static LeadFact Delete(this Lead lead, Command command) =>
        new(
            Next(lead with { DeletedAt = command.Now }, command),
            "lead.deleted",
            TimelineKind.Status,
            [new FieldChange("deleted_at", null, InstantConverter.Write(command.Now))]
        );

    /// <param name="to">Who has it from now on.</param>
    public static Verdict<LeadFact> Restore(this Lead lead, Holder to, Command command)
    {
        if (lead.Objection is { } erased)
            return erased;
        if (lead.DeletedAt is not { } deletedAt)
            return Fault.Conflict("lead.not_deleted", "The lead is not deleted.");
        if (lead.ObjectionToRestoring() is { } merged)
            return merged;
        var restored = lead with { DeletedAt = null, OwnerId = to.OwnerId, TeamId = to.TeamId };
        FieldChange[] changes =
        [
            new FieldChange("deleted_at", InstantConverter.Write(deletedAt), null),
            .. LeadFields.Table.Differences(lead, restored),
        ];
        return new LeadFact(Next(restored, command), "lead.restored", TimelineKind.Status, changes);
    }

    /// <summary>Somebody who cannot see the lead talked to the person and asks for it.</summary>
    public static LeadFact RequestHandover(this Lead lead, string reason, Command command) =>
        Because(
            reason,
            Changed(
                lead,
                lead with
                {
                    NextActionAt = command.Now,
                },
                command,
                "lead.handover_requested",
                TimelineKind.Signal
            )
        );

    /// <summary>The same person enquired again and told more: what was empty is filled in.</summary>
    /// <param name="ledger">As for <see cref="Edit"/>.</param>
    public static Verdict<LeadFact> Merge(
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
    public static LeadFact GivePipeline(this Lead lead, Lead started, Command command) =>
        new(
            Next(started, command),
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

    private static Verdict<LeadFact> End(
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
        return Because(reason, Changed(lead, ended, command, $"lead.{name}", TimelineKind.Status));
    }

    internal static LeadFact Changed(
        Lead before,
        Lead after,
        Command command,
        string type,
        TimelineKind kind
    )
    {
        var changes = LeadFields.Table.Differences(before, after);
        return new LeadFact(
            changes.Count == 0 ? before : Next(after, command),
            type,
            kind,
            changes
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

    private static Lead Next(Lead lead, Command command) =>
        lead with
        {
            Version = lead.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    private static LeadFact Because(string reason, LeadFact fact) => fact with { Reason = reason };

    private static Fault Forbids(Lead lead, string what, string why) =>
        Fault.Conflict(
            "lead.status_forbids",
            $"This lead cannot be {what}: {why}.",
            ("current_status", WireNames<LeadStatus>.Of(lead.Status))
        );
}
