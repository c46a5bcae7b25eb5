using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.Functions.Imports;

/// <summary>Where an import is: ids and numbers only.</summary>
/// <param name="Next">The first chunk that has not been begun.</param>
/// <param name="Chunks">Null before the scan.</param>
public sealed record ImportRun(string JobId, int Next = 0, int? Chunks = null);

public sealed record ImportChunkRef(string JobId, int Number);

/// <summary>Shown as the instance's custom status.</summary>
public sealed record ImportStatus(int Begun, int Chunks, string Phase);

/// <summary>Scan once, then chunk after chunk, a few at a time; pause and cancel take effect between
/// chunks. Instance id: the job's id.</summary>
public static class LeadImportOrchestration
{
    /// <summary>Chunks under way at once.</summary>
    public const int AtOnce = 4;

    /// <summary>After so many chunks the history begins afresh, so that it stays short whatever the
    /// file.</summary>
    public const int PerGeneration = 100;

    private static readonly TaskOptions Retry = WorkRetries.OfJobs;

    [Function(nameof(LeadImportOrchestration))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        ImportRun run
    )
    {
        try
        {
            if (await AdvanceAsync(context, run) is { } rest)
                context.ContinueAsNew(rest);
            else
                await context.CallActivityAsync(
                    nameof(LeadImportActivities.LeadImportFinish),
                    run.JobId,
                    Retry
                );
        }
        catch (TaskFailedException failure)
        {
            var step = new ImportFailure(run.JobId, failure.TaskName);
            await context.CallActivityAsync(
                nameof(LeadImportActivities.LeadImportFail),
                step,
                Retry
            );
        }
    }

    /// <returns>Where the next generation goes on, or null when nothing is left to be begun.</returns>
    private static async Task<ImportRun?> AdvanceAsync(
        TaskOrchestrationContext context,
        ImportRun run
    )
    {
        var chunks = run.Chunks ?? await ScanAsync(context, run.JobId);
        var end = Math.Min(chunks, run.Next + PerGeneration);
        var (next, wish) = (run.Next, JobWish.Run);
        var underWay = new List<Task<JobWish>>();
        while (wish != JobWish.Stop && (next < end || underWay.Count > 0))
        {
            while (wish == JobWish.Run && next < end && underWay.Count < AtOnce)
                underWay.Add(BeginAsync(context, run.JobId, next++));
            context.SetCustomStatus(
                new ImportStatus(next, chunks, wish == JobWish.Pause ? "paused" : "running")
            );
            wish =
                underWay.Count > 0
                    ? await NextOfAsync(underWay)
                    : await WaitAsync(context, run.JobId);
        }

        await Task.WhenAll(underWay);
        return wish != JobWish.Stop && end < chunks
            ? run with
            {
                Next = end,
                Chunks = chunks,
            }
            : null;
    }

    private static Task<int> ScanAsync(TaskOrchestrationContext context, string jobId)
    {
        context.SetCustomStatus(new ImportStatus(0, 0, "scanning"));
        return context.CallActivityAsync<int>(
            nameof(LeadImportActivities.LeadImportScan),
            jobId,
            Retry
        );
    }

    private static Task<JobWish> BeginAsync(
        TaskOrchestrationContext context,
        string jobId,
        int number
    ) =>
        context.CallActivityAsync<JobWish>(
            nameof(LeadImportActivities.LeadImportChunk),
            new ImportChunkRef(jobId, number),
            Retry
        );

    private static async Task<JobWish> NextOfAsync(List<Task<JobWish>> underWay)
    {
        var done = await Task.WhenAny(underWay);
        // One that failed for good: the others finish first, so that nothing is counted after the job has
        // ended.
        if (done.IsFaulted)
            await Task.WhenAll(underWay);
        underWay.Remove(done);
        return await done;
    }

    private static async Task<JobWish> WaitAsync(TaskOrchestrationContext context, string jobId)
    {
        await JobPause.UntilWokenAsync(context);
        return await context.CallActivityAsync<JobWish>(
            nameof(LeadImportActivities.LeadImportAsk),
            jobId,
            Retry
        );
    }
}
