using System.Text.Json.Serialization;

namespace KoSales.Domain.Jobs;

/// <summary>queued → running ⇄ paused → one of the ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobStatus>))]
public enum JobStatus
{
    /// <summary>Accepted, nothing done yet.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Starts no further part; parts under way finish.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Everything done, nothing failed; skipped items are no failure.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Everything looked at, some items failed.</summary>
    [JsonStringEnumMemberName("completed_with_errors")] CompletedWithErrors,

    /// <summary>Could not go on; <see cref="Job.Failure"/> says why.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>Stopped by somebody; what was done stays done.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

[JsonConverter(typeof(JsonStringEnumConverter<JobKind>))]
public enum JobKind
{
    [JsonStringEnumMemberName("lead_import")] LeadImport,
    [JsonStringEnumMemberName("lead_export")] LeadExport,
    [JsonStringEnumMemberName("pipeline_migration")] PipelineMigration,
    [JsonStringEnumMemberName("cohort_evaluation")] CohortEvaluation,
}
