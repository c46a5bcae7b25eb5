using KoSales.Domain.Jobs;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Imports;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.InventorySync.Resync;

public sealed class ResyncFunctions(ResyncDesk desk, DriftReport report, JobStarts starts)
{
    private const string Lines = "application/x-ndjson";
    private const int LongestName = 200;

    [
        Function("CustomersResync"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        StreamedBody,
        BodyLimit(ImportSettings.Ceiling)
    ]
    [Operation(
        "Bring all customers up to date by a file of the inventory system as a job",
        Tag = "customers",
        BodyType = Lines,
        Result = typeof(JobView),
        Status = 202,
        Query = ["filename", "dry_run"],
        Description = "One customer a line: external_id, version and the members, or a delivery as the webhook takes it. "
            + "The same decisions as by webhook; the same version again mends what has drifted. "
            + "With dry_run=true nothing is changed, and the report tells what would be."
    )]
    public async Task<IResult> Resync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/resync")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request, "filename", "dry_run");
        var isGood =
            MediaTypeHeaderValue.TryParse(request.ContentType, out var given)
            && given.MediaType.Equals(Lines, StringComparison.OrdinalIgnoreCase);
        if (!isGood)
            throw BodyFaults.UnsupportedMedia(Lines);
        var call = new Call<Job>(request, JobList.Accepted);
        var fileName = request.Query["filename"].ToString()
            is { Length: > 0 and <= LongestName } name
            ? name
            : "customers.ndjson";
        var upload = new ResyncUpload(request.Body, fileName, Flags.DryRun(request));
        var queued = await desk.AcceptAsync(upload, call.Command, cancellationToken);
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

    [Function("CustomersResyncDrift"), Access(Role.Manager, Role.Integration)]
    [Operation(
        "Tell in which fields customers differed from what a re-sync brought",
        Tag = "customers",
        Result = typeof(DriftView)
    )]
    public async Task<IResult> Drift(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/customers/resync/{id}/drift")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<DriftView>(
            request,
            view => Answers.Of(view, ResyncJson.Wire.DriftView)
        );
        return call.Answer(await report.OfAsync(id, call.Command, cancellationToken));
    }

    [Function("CustomersResyncDriftCsv"), Access(Role.Manager, Role.Integration)]
    [Operation(
        "Download which customers differed in which fields",
        Tag = "customers",
        ResultType = CsvAnswer.MediaType,
        Description = "Ids and names of fields, no values; a customer that was missing has the field *."
    )]
    public async Task<IResult> DriftCsv(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/customers/resync/{id}/drift.csv"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var state = RequestState.Of(request.HttpContext);
        var command = new Command(state.Actor, state.Now, state.TraceId);
        return (await report.CsvOfAsync(id, command, cancellationToken)).OrRefuse();
    }
}
