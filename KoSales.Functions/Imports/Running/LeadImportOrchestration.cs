using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.Functions.Imports.Running;

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

    [Function(nameof(LeadImportOrchestration))]
    public static Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        ImportRun run
    ) => new Loop(context, run).RunAsync();

    private sealed class Loop(TaskOrchestrationContext context, ImportRun run)
        : JobLoop<JobDirective>(context)
    {
        private int _next = run.Next;
        private int _chunks = run.Chunks ?? 0;

        protected override int AtOnce => LeadImportOrchestration.AtOnce;

        protected override int PerGeneration => LeadImportOrchestration.PerGeneration;

        protected override bool HasNext => _next < _chunks;

        protected override object Rest => run with { Next = _next, Chunks = _chunks };

        protected override async Task PrepareAsync()
        {
            if (run.Chunks is not null)
                return;
            Context.SetCustomStatus(new ImportStatus(0, 0, "scanning"));
            _chunks = await CallAsync<int>(nameof(LeadImportActivities.LeadImportScan), run.JobId);
        }

        protected override Task<JobDirective> BeginNextAsync() =>
            CallAsync<JobDirective>(
                nameof(LeadImportActivities.LeadImportChunk),
                new ImportChunkRef(run.JobId, _next++)
            );

        protected override JobDirective Settle(JobDirective done) => done;

        protected override Task<JobDirective> AskAsync() =>
            CallAsync<JobDirective>(nameof(LeadImportActivities.LeadImportAsk), run.JobId);

        protected override void Show(int begun, JobDirective directive) =>
            Context.SetCustomStatus(
                new ImportStatus(
                    _next,
                    _chunks,
                    directive == JobDirective.Pause ? "paused" : "running"
                )
            );

        protected override Task EndAsync(bool isStopped) =>
            CallAsync(nameof(LeadImportActivities.LeadImportFinish), run.JobId);

        protected override Task FailAsync(TaskFailedException failure) =>
            CallAsync(
                nameof(LeadImportActivities.LeadImportFail),
                new ImportFailure(run.JobId, failure.TaskName)
            );
    }
}
