using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.Functions.Exports;

/// <param name="Next">The first part that has not been written.</param>
public sealed record ExportRun(string JobId, int Next = 0);

public sealed record ExportPartRef(string JobId, int Number);

/// <param name="Failed">Null when it went well; else the activity that failed for good.</param>
public sealed record ExportEnding(string JobId, string? Failed);

/// <summary>Part after part; pause and cancel take effect between parts. Instance id: the job's id.</summary>
public static class LeadExportOrchestration
{
    /// <summary>After so many parts the history begins afresh.</summary>
    public const int PerGeneration = 50;

    private static readonly TaskOptions Retry = WorkRetries.OfJobs;

    [Function(nameof(LeadExportOrchestration))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        ExportRun run
    )
    {
        string? failed = null;
        try
        {
            if (await AdvanceAsync(context, run) is { } rest)
            {
                context.ContinueAsNew(rest);
                return;
            }
        }
        catch (TaskFailedException failure)
        {
            failed = failure.TaskName;
        }

        await context.CallActivityAsync(
            nameof(LeadExportActivities.LeadExportFinish),
            new ExportEnding(run.JobId, failed),
            Retry
        );
    }

    private static async Task<ExportRun?> AdvanceAsync(
        TaskOrchestrationContext context,
        ExportRun run
    )
    {
        for (var next = run.Next; next < run.Next + PerGeneration; next++)
        {
            var step = await context.CallActivityAsync<ExportStep>(
                nameof(LeadExportActivities.LeadExportPart),
                new ExportPartRef(run.JobId, next),
                Retry
            );
            var wish = step.Wish;
            while (wish == JobWish.Pause && !step.Complete)
                wish = await WaitAsync(context, run.JobId);
            if (step.Complete || wish == JobWish.Stop)
                return null;
        }

        return run with
        {
            Next = run.Next + PerGeneration,
        };
    }

    private static async Task<JobWish> WaitAsync(TaskOrchestrationContext context, string jobId)
    {
        await JobPause.UntilWokenAsync(context);
        return await context.CallActivityAsync<JobWish>(
            nameof(LeadExportActivities.LeadExportAsk),
            jobId,
            Retry
        );
    }
}
