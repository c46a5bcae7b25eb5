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
        ContractExample.Of(Import with { Kind = JobKind.LeadExport }, "LeadsExport"),
        ContractExample.Of(Import with { Kind = JobKind.ContactImport }, "ContactsImport"),
        ContractExample.Of(Import with { Kind = JobKind.ContactExport }, "ContactsExport"),
        ContractExample.Of(Import with { Kind = JobKind.CustomerImport }, "CustomersImport"),
        ContractExample.Of(Import with { Kind = JobKind.CustomerResync }, "CustomersResync"),
        ContractExample.Of(Import with { Kind = JobKind.CustomerExport }, "CustomersExport"),
        ContractExample.Of(Import with { Kind = JobKind.DealImport }, "DealsImport"),
        ContractExample.Of(Import with { Kind = JobKind.DealExport }, "DealsExport"),
        ContractExample.Of(
            Import with
            {
                Kind = JobKind.PipelineMigration,
            },
            "PipelineWorkflowsMigrate"
        ),
        ContractExample.Of(Import with { Kind = JobKind.CohortEvaluation }, "CohortsEvaluate"),
        ContractExample.Text(Errors, "JobsErrors", "CohortAssignmentJobsErrors"),
    ];
}
