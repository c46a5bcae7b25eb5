using KoSales.Domain.Jobs;
using KoSales.Functions.Imports.Running;
using KoSales.Tests.Orchestrations;
using Microsoft.DurableTask;

namespace KoSales.Tests.Imports.Running;

public sealed class LeadImportOrchestrationTests
{
    private readonly List<int> _done = [];
    private readonly List<string> _ended = [];
    private JobDirective _directive = JobDirective.Run;

    [Fact]
    public async Task Every_chunk_is_begun_once_and_a_few_at_a_time()
    {
        var context = Script(chunks: 23);

        await context.RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.Equal(Enumerable.Range(0, 23), _done);
        Assert.Equal(LeadImportOrchestration.AtOnce, context.MostAtOnce);
        Assert.Equal(["finished J-1"], _ended);
        Assert.Null(context.ContinuedWith);
    }

    [Fact]
    public async Task A_long_file_goes_on_in_a_new_generation()
    {
        var context = Script(chunks: 250);

        await context.RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.Equal(
            new ImportRun("J-1", LeadImportOrchestration.PerGeneration, 250),
            context.ContinuedWith
        );
        Assert.Empty(_ended);
        var last = Script(chunks: 250);
        await last.RunAsync(c => Run(c, new ImportRun("J-1", 200, 250)));
        Assert.DoesNotContain(
            last.Calls,
            call => call.Name == nameof(LeadImportActivities.LeadImportScan)
        );
        Assert.Equal(249, _done[^1]);
        Assert.Equal(["finished J-1"], _ended);
    }

    [Fact]
    public async Task A_paused_import_begins_nothing_until_it_is_woken()
    {
        var context = Script(
            chunks: 20,
            onChunk: number => _directive = number == 5 ? JobDirective.Pause : _directive
        );
        context.After(
            TimeSpan.FromSeconds(90),
            c =>
            {
                Assert.InRange(_done.Count, 6, 6 + LeadImportOrchestration.AtOnce);
                _directive = JobDirective.Run;
                c.Raise("JobWake");
            }
        );

        await context.RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.Equal(20, _done.Count);
        Assert.Equal(TimeSpan.FromSeconds(90), context.Elapsed);
        Assert.Equal(0, context.OpenTimers);
    }

    [Fact]
    public async Task A_lost_wake_up_costs_a_minute_and_no_more()
    {
        var context = Script(
            chunks: 8,
            onChunk: number => _directive = number == 3 ? JobDirective.Pause : _directive
        );
        context.After(TimeSpan.FromSeconds(70), _ => _directive = JobDirective.Run);

        await context.RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.Equal(8, _done.Count);
        Assert.Equal(TimeSpan.FromMinutes(2), context.Elapsed);
    }

    [Fact]
    public async Task A_cancelled_import_lets_the_chunks_under_way_finish_and_ends()
    {
        var context = Script(
            chunks: 50,
            onChunk: number => _directive = number == 9 ? JobDirective.Stop : _directive
        );

        await context.RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.InRange(_done.Count, 10, 10 + LeadImportOrchestration.AtOnce);
        Assert.Equal(["finished J-1"], _ended);
    }

    [Fact]
    public async Task A_chunk_that_fails_for_good_fails_the_job_after_the_others_have_finished()
    {
        var context = Script(
            chunks: 10,
            onChunk: number => _ = number == 2 ? throw new InvalidOperationException("broken") : 0
        );

        await context.RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.Equal(["failed J-1 at LeadImportChunk"], _ended);
        var chunks = context.Calls.Count(call =>
            call.Name == nameof(LeadImportActivities.LeadImportChunk)
        );
        Assert.Equal(chunks - 1, _done.Count);
    }

    [Fact]
    public async Task A_file_without_rows_ends_at_once()
    {
        await Script(chunks: 0).RunAsync(c => Run(c, new ImportRun("J-1")));

        Assert.Empty(_done);
        Assert.Equal(["finished J-1"], _ended);
    }

    private static Task Run(TaskOrchestrationContext context, ImportRun run) =>
        LeadImportOrchestration.RunAsync(context, run);

    private ScriptedContext Script(int chunks, Action<int>? onChunk = null) =>
        new ScriptedContext()
            .On<string, int>(nameof(LeadImportActivities.LeadImportScan), _ => chunks)
            .On<ImportChunkRef, JobDirective>(
                nameof(LeadImportActivities.LeadImportChunk),
                chunk =>
                {
                    onChunk?.Invoke(chunk.Number);
                    _done.Add(chunk.Number);
                    return _directive;
                }
            )
            .On<string, JobDirective>(nameof(LeadImportActivities.LeadImportAsk), _ => _directive)
            .On<string, object?>(
                nameof(LeadImportActivities.LeadImportFinish),
                job =>
                {
                    _ended.Add($"finished {job}");
                    return null;
                }
            )
            .On<ImportFailure, object?>(
                nameof(LeadImportActivities.LeadImportFail),
                failure =>
                {
                    _ended.Add($"failed {failure.JobId} at {failure.Step}");
                    return null;
                }
            );
}
