using KoSales.Domain.Jobs;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Imports;

public sealed class ImportFunctions(
    ImportDesk desk,
    ImportEnd end,
    JobStarts starts,
    Contracts contracts
)
{
    [
        Function("LeadsImport"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        StreamedBody,
        BodyLimit(ImportSettings.Ceiling)
    ]
    [Operation(
        "Import leads from a CSV file as a job",
        Tag = "imports",
        BodyType = "text/csv",
        Result = typeof(JobView),
        Status = 202,
        Query = ["filename", "options", "dry_run"],
        Description = "The options are JSON, in the X-Import-Options header or the options parameter: "
            + "mapping, defaults, on_duplicate, start_pipeline, value_map."
    )]
    public async Task<IResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/import")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Job>(request, JobList.Accepted);
        var queued = await desk.AcceptAsync(
            ImportRequest.Read(request),
            call.Command,
            cancellationToken
        );
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

    [Function("LeadsImportSuggest"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Suggest which columns hold which fields",
        Tag = "imports",
        Body = typeof(SuggestMapping),
        Result = typeof(SuggestedMapping)
    )]
    public async Task<IResult> Suggest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/import/suggest")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SuggestedMapping>(
            request,
            mapping => Answers.Of(mapping, contracts.Json<SuggestedMapping>())
        );
        return call.Answer(
            await desk.SuggestAsync(
                await call.BodyAsync<SuggestMapping>(cancellationToken),
                cancellationToken
            )
        );
    }

    [Function("ImportFilesSweep")]
    public Task Sweep(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer,
        CancellationToken cancellationToken
    ) => end.SweepAsync(cancellationToken);
}
