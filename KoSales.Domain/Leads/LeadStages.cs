using KoSales.Domain.Assignment;
using KoSales.Domain.Fields;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>A lead's stage and status as its pipeline has them.</summary>
public static class LeadStages
{
    public const string Junk = "junk";

    public static LeadStatus StatusAt(StageDefinition stage) =>
        stage.Type switch
        {
            StageType.Open => LeadStatus.Open,
            StageType.Won => LeadStatus.Converted,
            StageType.Lost => stage.Key == Junk ? LeadStatus.Junk : LeadStatus.Lost,
        };

    /// <summary>Follows the pipeline into a stage. The fact's event is only worth telling when the status
    /// changed.</summary>
    /// <param name="reason">Of an end, becomes the lead's.</param>
    /// <param name="holder">The pipeline's, which the lead follows when it is open again.</param>
    public static Verdict<LeadFact> EnterStage(
        this Lead lead,
        StageDefinition stage,
        string? reason,
        Holder holder,
        Command command
    )
    {
        var status = StatusAt(stage);
        if (Objection(lead, status) is { } fault)
            return fault;
        var after = Entered(lead, stage, reason, command) with
        {
            OwnerId = IsReopened(lead, status) ? holder.OwnerId : lead.OwnerId,
            TeamId = IsReopened(lead, status) ? holder.TeamId : lead.TeamId,
        };
        var type =
            status == LeadStatus.Open
                ? "lead.reopened"
                : $"lead.{WireNames<LeadStatus>.Of(status)}";
        return new LeadFact(
            after,
            type,
            TimelineKind.Status,
            LeadFields.Table.Differences(lead, after)
        )
        {
            Reason = reason,
        };
    }

    private static Fault? Objection(Lead lead, LeadStatus status)
    {
        if (lead.ErasedAt is not null)
            return new Fault(
                FaultKind.Gone,
                "lead.erased",
                $"The personal data of {lead.Id} was erased; it can no longer be changed."
            );
        return lead.Converted is not null && status == LeadStatus.Open
            ? Fault.Conflict(
                "lead.status_forbids",
                "This lead cannot be reopened: it was converted; open a new deal for the contact instead.",
                ("current_status", WireNames<LeadStatus>.Of(lead.Status))
            )
            : null;
    }

    private static Lead Entered(
        Lead lead,
        StageDefinition stage,
        string? reason,
        Command command
    ) =>
        lead with
        {
            Stage = stage.Key,
            Status = StatusAt(stage),
            LostReason = stage.Type == StageType.Lost ? reason : null,
            Version = lead.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    private static bool IsReopened(Lead lead, LeadStatus status) =>
        lead.Status != LeadStatus.Open && status == LeadStatus.Open;
}
