using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Pipelines.Migration;

public sealed class MigrationFunctions(MigrationDesk desk, JobStarts starts)
{
    [Function("PipelineWorkflowsMigrate"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Move running pipelines to another version of their workflow",
        Tag = "pipeline-workflows",
        Body = typeof(MigratePipelines),
        Result = typeof(JobView),
        Status = 202,
        Query = ["dry_run"],
        Description = "A job. dry_run=true answers counts per stage and the stages that the map does not cover; with such stages the migration is refused."
    )]
    [AlsoAnswers(200, typeof(MigrationPreview), "With dry_run=true: what would happen.")]
    public async Task<IResult> Migrate(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/pipeline-workflows/{id}/migrate"
        )]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Job>(request, JobList.Accepted);
        var body = await call.BodyAsync<MigratePipelines>(cancellationToken);
        if (body.DryRun == true || Flags.DryRun(request))
            return Answers.Of(
                (await desk.PreviewAsync(id, body, cancellationToken)).OrRefuse(),
                MigrationContractsJson.Wire.MigrationPreview
            );
        var queued = await desk.AcceptAsync(id, body, call.Command, cancellationToken);
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }
}
