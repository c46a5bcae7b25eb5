using KoSales.Domain.Jobs;

namespace KoSales.Functions.Jobs;

internal static class JobExamples
{
    private const string Self = $"{Routes.Base}jobs/{ExampleNames.Job}";

    private const string Errors = """
        row,column,code,detail
        4100,Mobile,lead.phone_invalid,This is no phone number.

        """;

    private static readonly JobView Import = new()
    {
        Id = ExampleNames.Job,
        Version = 3,
        Kind = JobKind.LeadImport,
        Status = JobStatus.Running,
        Entity = EntityKind.Lead,
        Total = 9240,
        Processed = 4100,
        Succeeded = 4099,
        Failed = 1,
        Skipped = 0,
        SkippedCount = 0,
        Progress = 0.44m,
        RatePerSecond = 5200,
        EtaSeconds = 1,
        StartedAt = ExampleNames.Start,
        ErrorsUrl = JobLinks.ErrorsOf(Self),
        Links = JobLinks.Of(Self, ["pause", "cancel"], []),
        RequestedBy = ExampleNames.Manager,
        TeamId = ExampleNames.Team,
        DryRun = false,
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(1),
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(Import),
        Of(JobKind.LeadExport, "LeadsExport", "ExportsList"),
        Of(JobKind.ContactImport, "ContactsImport"),
        Of(JobKind.ContactExport, "ContactsExport"),
        Of(JobKind.CustomerImport, "CustomersImport"),
        Of(JobKind.CustomerResync, "CustomersResync"),
        Of(JobKind.CustomerExport, "CustomersExport"),
        Of(JobKind.DealImport, "DealsImport"),
        Of(JobKind.DealExport, "DealsExport"),
        Of(JobKind.PipelineMigration, "PipelineWorkflowsMigrate"),
        Of(JobKind.CohortEvaluation, "CohortsEvaluate"),
        ContractExample.Text(Errors, "JobsErrors", "CohortAssignmentJobsErrors"),
    ];

    private static ContractExample Of(JobKind kind, params string[] functions) =>
        ContractExample.Of(Import with { Kind = kind, Entity = kind.Entity() }, functions);
}
