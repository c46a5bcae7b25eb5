using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities;
using KoSales.Functions.Related;

namespace KoSales.Functions.Leads;

/// <summary>What the list of leads takes; each sort has an index of its own.</summary>
public static class LeadLists
{
    public static readonly ListSpec<LeadView> Leads = new()
    {
        Name = "leads",
        Noun = "lead",
        Collection = LeadStore.Collection,
        Fields = LeadFields.Table.Asked,
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
            ["next_action_at"] = FieldType.Instant,
            ["score"] = FieldType.Number,
            ["display_name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["display_name"] = "name_key" },
        Scope = HolderScope.Of,
        SeenByWork = new SeenByWork(EntityKind.Lead, "id"),
        MergedInto = "duplicate_of",
        CustomFieldsOf = "lead",
        OwnParameters = ["deleted"],
        Includes =
        [
            RelatedRecords.Owner,
            RelatedRecords.Pipeline,
            RelatedRecords.OpenTasksOfEntity,
        ],
    };

    public static readonly EntitySpec<Lead> Entity = new()
    {
        Kind = EntityKind.Lead,
        Pipeline = PipelineKind.Lead,
        Collection = LeadStore.Collection,
        Fields = LeadFields.Table,
        List = Leads,
        StatusNames = WireNames<LeadStatus>.All,
        OwnEvents = [LeadEvents.EnquiredAgain, LeadEvents.HandoverRequested],
        Open = AgentLoads.OpenLeads,
        Planning = new() { KnownBy = ["phone_index", "gstin_index"], HasLimits = true },
    };

    /// <summary>The deleted ones, for restoring.</summary>
    public static readonly ListSpec<LeadView> Deleted = Leads with
    {
        Name = "leads-deleted",
        Base = Filter.Present("deleted_at"),
    };
}
