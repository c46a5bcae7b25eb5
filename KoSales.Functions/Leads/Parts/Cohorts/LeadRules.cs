using System.Collections.Frozen;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Leads.Parts.Cohorts;

/// <summary>Leads, as rules see them.</summary>
public sealed class LeadRules(CustomFieldCache customFields) : IRuleEntity
{
    /// <summary>Fields that change along with others without being named in the event.</summary>
    private static readonly string[] Unnamed =
    [
        "updated_at",
        "assigned_at",
        "first_response_at",
        "last_contacted_at",
        "next_action_at",
        "score",
        "rating",
        "pipeline_id",
        "duplicate_of",
        "verified_documents",
    ];

    private static readonly string[] OfStages =
    [
        .. Unnamed,
        "stage",
        "status",
        "lost_reason",
        "owner_id",
        "team_id",
    ];

    private static readonly FrozenSet<string> Whole = FrozenSet.Create(
        "lead.created",
        "lead.deleted",
        "lead.restored",
        "lead.merged"
    );

    private static readonly FrozenSet<string> Named = FrozenSet.Create(
        "lead.updated",
        AssignmentEvents.LeadAssigned,
        AssignmentEvents.LeadsAssigned,
        "lead.reopened",
        "lead.lost",
        "lead.junk",
        "lead.converted",
        "lead.enquired_again",
        Erasure.EventType
    );

    private static readonly FrozenSet<string> Stages = FrozenSet.Create(
        PipelineEvents.Started,
        PipelineEvents.StageChanged,
        PipelineEvents.Closed,
        PipelineEvents.Resumed
    );

    public EntityKind Kind => EntityKind.Lead;

    public Collection Collection => LeadStore.Collection;

    public Filter Alive => LeadStore.Alive;

    public IReadOnlyCollection<string> EventTypes { get; } = [.. Whole, .. Named, .. Stages];

    public async ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken) =>
        LeadFields.With(await customFields.OfAsync(EntityKind.Lead, cancellationToken));

    public RuleChange ChangeOf(OutboxEvent change)
    {
        if (Stages.Contains(change.Type))
            return RuleChange.Of(OfStages);
        return Whole.Contains(change.Type) ? RuleChange.All : RuleChange.Named(change, Unnamed);
    }
}
