using KoSales.Domain.Jobs;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Exports;

public sealed class ExportFunctions(
    ExportDesk desk,
    ExportEnd end,
    LeadCsv csv,
    LeadSelection selection,
    JobStarts starts
)
{
    [
        Function("LeadsExport"),
        Access(Role.Manager, Role.Agent, Role.Integration),
        Rate(RouteClass.Bulk)
    ]
    [Operation(
        "Export leads as a job",
        Tag = "exports",
        Filters = "leads",
        Body = typeof(ExportLeads),
        Result = typeof(JobView),
        Status = 202,
        Description = "Takes the filters of the list of leads as query parameters too. The file is at GET /exports/{job} when the job is completed."
    )]
    public async Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/export")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Job>(request, JobList.Accepted);
        var (narrowed, _) = await selection.OfQueryAsync(request, cancellationToken);
        var queued = await desk.AcceptAsync(
            await call.BodyAsync<ExportLeads>(cancellationToken),
            narrowed,
            call.Command,
            cancellationToken
        );
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

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
    ) => await csv.OfAsync(request, cancellationToken);

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
}
