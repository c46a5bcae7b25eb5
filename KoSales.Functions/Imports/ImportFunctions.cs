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
    Lists lists,
    Contracts contracts
)
{
    [Function("ImportsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List imports",
        Tag = "imports",
        List = "imports",
        Result = typeof(JobView),
        Description = "Jobs that brought in a file, the newest first. Each is at GET /jobs/{id} too, and is paused, resumed and cancelled there."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/imports")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(ImportLists.Imports, request, cancellationToken);

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
    ) => await ImportAsync(EntityKind.Lead, request, client, cancellationToken);

    [
        Function("DealsImport"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        StreamedBody,
        BodyLimit(ImportSettings.Ceiling)
    ]
    [Operation(
        "Import deals from a CSV file as a job",
        Tag = "imports",
        BodyType = "text/csv",
        Result = typeof(JobView),
        Status = 202,
        Query = ["filename", "options", "dry_run"],
        Description = "Takes the options of an import of leads. A row is known again by external_ref; "
            + "stage puts a deal at the stage that it has reached, closed_at says when it was won or lost.",
        OptionsExample = ImportExamples.DealOptions
    )]
    public async Task<IResult> ImportDeals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/import")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ImportAsync(EntityKind.Deal, request, client, cancellationToken);

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
    ) => await SuggestAsync(EntityKind.Lead, request, cancellationToken);

    [Function("DealsImportSuggest"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Suggest which columns hold which fields of a deal",
        Tag = "imports",
        Body = typeof(SuggestMapping),
        Result = typeof(SuggestedMapping)
    )]
    public async Task<IResult> SuggestForDeals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/import/suggest")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await SuggestAsync(EntityKind.Deal, request, cancellationToken);

    [
        Function("ContactsImport"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        StreamedBody,
        BodyLimit(ImportSettings.Ceiling)
    ]
    [Operation(
        "Import contacts from a CSV file as a job",
        Tag = "imports",
        BodyType = "text/csv",
        Result = typeof(JobView),
        Status = 202,
        Query = ["filename", "options", "dry_run"],
        Description = "Takes the options of an import of leads. A row is known again by its phone.",
        OptionsExample = ImportExamples.ContactOptions
    )]
    public async Task<IResult> ImportContacts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/import")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ImportAsync(EntityKind.Contact, request, client, cancellationToken);

    [Function("ContactsImportSuggest"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Suggest which columns hold which fields of contacts",
        Tag = "imports",
        Body = typeof(SuggestMapping),
        Result = typeof(SuggestedMapping)
    )]
    public async Task<IResult> SuggestForContacts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/import/suggest")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await SuggestAsync(EntityKind.Contact, request, cancellationToken);

    [
        Function("CustomersImport"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        StreamedBody,
        BodyLimit(ImportSettings.Ceiling)
    ]
    [Operation(
        "Import customers from a CSV file as a job",
        Tag = "imports",
        BodyType = "text/csv",
        Result = typeof(JobView),
        Status = 202,
        Query = ["filename", "options", "dry_run"],
        Description = "Takes the options of an import of leads, without stages. A row is known again by external_id.",
        OptionsExample = ImportExamples.CustomerOptions
    )]
    public async Task<IResult> ImportCustomers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/import")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => await ImportAsync(EntityKind.Customer, request, client, cancellationToken);

    [Function("CustomersImportSuggest"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Suggest which columns hold which fields of customers",
        Tag = "imports",
        Body = typeof(SuggestMapping),
        Result = typeof(SuggestedMapping)
    )]
    public async Task<IResult> SuggestForCustomers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/import/suggest")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await SuggestAsync(EntityKind.Customer, request, cancellationToken);

    [Function("ImportFilesSweep")]
    public Task Sweep(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer,
        CancellationToken cancellationToken
    ) => end.SweepAsync(cancellationToken);

    private async Task<IResult> ImportAsync(
        EntityKind kind,
        HttpRequest request,
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Job>(request, JobList.Accepted);
        var upload = ImportRequest.Read(request) with { Entity = kind };
        var queued = await desk.AcceptAsync(upload, call.Command, cancellationToken);
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

    private async Task<IResult> SuggestAsync(
        EntityKind kind,
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
                kind,
                await call.BodyAsync<SuggestMapping>(cancellationToken),
                cancellationToken
            )
        );
    }
}
