using System.Runtime.CompilerServices;
using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Assignment;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>What an assignment job could not hand over, record by record, as CSV. What a retry has planned
/// anew is left out.</summary>
public sealed class AssignmentErrors(IDocumentStore store, Items items)
{
    internal const string BatchFailed = "assignment.batch_failed";

    public async Task<CsvAnswer> OfAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var job = (
            await items.LoadAsync(
                AssignmentJobList.Spec,
                CohortAssignmentJob.Collection,
                id,
                actor,
                cancellationToken
            )
        ).OrRefuse();
        return new CsvAnswer(
            $"{job.Id}-errors.csv",
            JobErrors.RecordColumns,
            PagesAsync(job.Id, cancellationToken)
        );
    }

    internal static JobFault Shown(AssignmentFault fault) =>
        new(null, null, fault.EntityId, fault.Code, DetailOf(fault.Code));

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> PagesAsync(
        AssignmentJobId job,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var batch in store.StreamAsync(
                AssignmentBatch.Collection,
                AssignmentBatch.Of(job),
                cancellationToken
            )
        )
        {
            if (!batch.Retried)
                yield return batch.Faults.Select(f =>
                    (string?[])[f.EntityId, f.Code, DetailOf(f.Code)]
                );
        }
    }

    private static string DetailOf(string code) =>
        code switch
        {
            BatchFailed =>
                "Its batch could not be written, however often it was tried; retry the job.",
            CascadeDesk.AgentLeft =>
                "The agent who was to have it takes no work any more; retry the job.",
            _ => "It could not be handed over; retry the job.",
        };
}
