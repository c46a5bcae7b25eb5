using KoSales.Domain.Jobs;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Exports.Running;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Exports;

public sealed class ExportFunctions(
    ExportDesk desk,
    ExportEnd end,
    ExportCsv csv,
    ExportKinds kinds,
    ExportSelection selection,
    JobStarts starts,
    Lists lists
)
{
    [Function("ExportsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List exports",
        Tag = "exports",
        List = "exports",
        Result = typeof(JobView),
        Description = "Jobs that wrote a file, the newest first; links.download is where the file is, for as long as it is kept. Each is at GET /jobs/{id} too."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/exports")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(ExportLists.Exports, request, cancellationToken);

    [
        Function("LeadsExport"),
        Access(Role.Manager, Role.Agent, Role.Integration),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Export leads as a job",
        Tag = "exports",
        Filters = "leads",
        Body = typeof(ExportRecords),
        Result = typeof(JobView),
        Status = 202,
        Description = "Takes the filters of the list of leads as query parameters too. The file is at GET /exports/{job} when the job is completed."
    )]
    public async Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/export")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ExportAsync(EntityKind.Lead, request, client, cancellationToken);

    [
        Function("DealsExport"),
        Access(Role.Manager, Role.Agent, Role.Integration),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Export deals as a job",
        Tag = "exports",
        Filters = "deals",
        Body = typeof(ExportRecords),
        Result = typeof(JobView),
        Status = 202,
        Description = "Takes the filters of the list of deals as query parameters too. The file is at GET /exports/{job} when the job is completed."
    )]
    public async Task<IResult> ExportDeals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/export")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ExportAsync(EntityKind.Deal, request, client, cancellationToken);

    [
        Function("LeadsExportCsv"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download leads as CSV right away",
        Tag = "exports",
        Filters = "leads",
        ResultType = CsvAnswer.MediaType,
        Query = ["bom"],
        Description = "Takes the filters of the list of leads, and fields. Begins with a byte order mark "
            + "for Excel unless bom=false. Streamed in the order of ids."
    )]
    public async Task<IResult> ExportCsv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/export.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await csv.OfAsync(EntityKind.Lead, request, cancellationToken);

    [
        Function("DealsExportCsv"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download deals as CSV right away",
        Tag = "exports",
        Filters = "deals",
        ResultType = CsvAnswer.MediaType,
        Query = ["bom"],
        Description = "Takes the filters of the list of deals, and fields. Begins with a byte order mark "
            + "for Excel unless bom=false. Streamed in the order of ids."
    )]
    public async Task<IResult> ExportDealsCsv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deals/export.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await csv.OfAsync(EntityKind.Deal, request, cancellationToken);

    [
        Function("ContactsExport"),
        Access(Role.Manager, Role.Agent, Role.Integration),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Export contacts as a job",
        Tag = "exports",
        Filters = "contacts",
        Body = typeof(ExportRecords),
        Result = typeof(JobView),
        Status = 202,
        Description = "Takes the filters of the list of contacts as query parameters too. The file is at GET /exports/{job} when the job is completed."
    )]
    public async Task<IResult> ExportContacts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/export")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ExportAsync(EntityKind.Contact, request, client, cancellationToken);

    [
        Function("ContactsExportCsv"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download contacts as CSV right away",
        Tag = "exports",
        Filters = "contacts",
        ResultType = CsvAnswer.MediaType,
        Query = ["bom"],
        Description = "Takes the filters of the list of contacts, and fields. Begins with a byte order mark "
            + "for Excel unless bom=false. Streamed in the order of ids."
    )]
    public async Task<IResult> ExportContactsCsv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/contacts/export.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await csv.OfAsync(EntityKind.Contact, request, cancellationToken);

    [
        Function("CustomersExport"),
        Access(Role.Manager, Role.Agent, Role.Integration),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Export customers as a job",
        Tag = "exports",
        Filters = "customers",
        Body = typeof(ExportRecords),
        Result = typeof(JobView),
        Status = 202,
        Description = "Takes the filters of the list of customers as query parameters too. The file is at GET /exports/{job} when the job is completed."
    )]
    public async Task<IResult> ExportCustomers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/export")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ExportAsync(EntityKind.Customer, request, client, cancellationToken);

    [
        Function("CustomersExportCsv"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Download customers as CSV right away",
        Tag = "exports",
        Filters = "customers",
        ResultType = CsvAnswer.MediaType,
        Query = ["bom"],
        Description = "Takes the filters of the list of customers, and fields. Begins with a byte order mark "
            + "for Excel unless bom=false. Streamed in the order of ids."
    )]
    public async Task<IResult> ExportCustomersCsv(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/export.csv")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await csv.OfAsync(EntityKind.Customer, request, cancellationToken);

    [Function("ExportsDownload"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Download what an export wrote", Tag = "exports", ResultType = CsvAnswer.MediaType)]
    public async Task<IResult> Download(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/exports/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) =>
        (
            await desk.DownloadAsync(
                id,
                RequestState.Of(request.HttpContext).Actor,
                cancellationToken
            )
        ).OrRefuse();

    [Function("ExportFilesSweep")]
    public Task Sweep(
        [TimerTrigger("30 */5 * * * *")] TimerInfo timer,
        CancellationToken cancellationToken
    ) => end.SweepAsync(cancellationToken);

    private async Task<IResult> ExportAsync(
        EntityKind kind,
        HttpRequest request,
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Job>(request, JobList.Accepted);
        var asked = await selection.OfQueryAsync(kinds.Of(kind), request, cancellationToken);
        var queued = await desk.AcceptAsync(
            kind,
            await call.BodyAsync<ExportRecords>(cancellationToken),
            asked.Filter,
            call.Command,
            cancellationToken
        );
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }
}
