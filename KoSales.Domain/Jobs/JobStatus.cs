using System.Text.Json.Serialization;

namespace KoSales.Domain.Jobs;

/// <summary>queued → (planning →) running ⇄ paused → one of the ends. One set of states for jobs of every
/// kind.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobStatus>))]
public enum JobStatus
{
    /// <summary>Accepted, nothing done yet.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>Assignments only: who gets what is being worked out, nothing is given yet.</summary>
    [JsonStringEnumMemberName("planning")]
    Planning,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Starts no further part; parts under way finish.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Everything done, nothing failed; skipped items are no failure. A dry run is completed when
    /// it is planned.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Everything looked at, some items failed.</summary>
    [JsonStringEnumMemberName("completed_with_errors")]
    CompletedWithErrors,

    /// <summary>Could not go on; <see cref="JobLife.Failure"/> says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped by somebody; what was done stays done.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

[JsonConverter(typeof(JsonStringEnumConverter<JobKind>))]
public enum JobKind
{
    [JsonStringEnumMemberName("lead_import")]
    LeadImport,

    [JsonStringEnumMemberName("lead_export")]
    LeadExport,

    [JsonStringEnumMemberName("contact_import")]
    ContactImport,

    [JsonStringEnumMemberName("contact_export")]
    ContactExport,

    [JsonStringEnumMemberName("customer_import")]
    CustomerImport,

    [JsonStringEnumMemberName("customer_export")]
    CustomerExport,

    [JsonStringEnumMemberName("deal_import")]
    DealImport,

    [JsonStringEnumMemberName("deal_export")]
    DealExport,

    /// <summary>All customers of the inventory system, from a file of lines.</summary>
    [JsonStringEnumMemberName("customer_resync")]
    CustomerResync,

    [JsonStringEnumMemberName("pipeline_migration")]
    PipelineMigration,

    [JsonStringEnumMemberName("cohort_evaluation")]
    CohortEvaluation,

    /// <summary>Hands out records of a cohort or of an agent; kept as a
    /// <see cref="AssignmentJobs.CohortAssignmentJob"/>, not as a <see cref="Job"/>.</summary>
    [JsonStringEnumMemberName("cohort_assignment")]
    CohortAssignment,
}

public static class JobKinds
{
    /// <summary>What the records are that a job of this kind is about; null for a kind that has jobs about
    /// each.</summary>
    public static EntityKind? Entity(this JobKind kind) =>
        kind switch
        {
            JobKind.LeadImport or JobKind.LeadExport => EntityKind.Lead,
            JobKind.ContactImport or JobKind.ContactExport => EntityKind.Contact,
            JobKind.CustomerImport or JobKind.CustomerExport or JobKind.CustomerResync =>
                EntityKind.Customer,
            JobKind.DealImport or JobKind.DealExport => EntityKind.Deal,
            JobKind.PipelineMigration or JobKind.CohortEvaluation or JobKind.CohortAssignment =>
                null,
        };
}
