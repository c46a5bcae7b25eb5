using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.Functions.Exports.Running;

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

    [Function(nameof(LeadExportOrchestration))]
    public static Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        ExportRun run
    ) => new Loop(context, run).RunAsync();

    private sealed class Loop(TaskOrchestrationContext context, ExportRun run)
        : JobLoop<ExportStep>(context)
    {
        private int _next = run.Next;
        private bool _isComplete;

        protected override int PerGeneration => LeadExportOrchestration.PerGeneration;

        protected override bool HasNext => !_isComplete;

        protected override object Rest => run with { Next = _next };

        protected override Task<ExportStep> BeginNextAsync() =>
            CallAsync<ExportStep>(
                nameof(LeadExportActivities.LeadExportPart),
                new ExportPartRef(run.JobId, _next++)
            );

        protected override JobDirective Settle(ExportStep done)
        {
            _isComplete = done.Complete;
            return done.Directive;
        }

        protected override Task<JobDirective> AskAsync() =>
            CallAsync<JobDirective>(nameof(LeadExportActivities.LeadExportAsk), run.JobId);

        protected override Task EndAsync(bool isStopped) => EndAsync(failed: null);

        protected override Task FailAsync(TaskFailedException failure) =>
            EndAsync(failure.TaskName);

        private Task EndAsync(string? failed) =>
            CallAsync(
                nameof(LeadExportActivities.LeadExportFinish),
                new ExportEnding(run.JobId, failed)
            );
    }
}
