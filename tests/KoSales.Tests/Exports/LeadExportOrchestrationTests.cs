using KoSales.Domain.Jobs;
using KoSales.Functions.Exports.Running;
using KoSales.Tests.Orchestrations;

namespace KoSales.Tests.Exports;

public sealed class LeadExportOrchestrationTests
{
    private readonly List<int> _parts = [];
    private readonly List<ExportEnding> _ended = [];
    private JobDirective _directive = JobDirective.Run;

    [Fact]
    public async Task Parts_are_written_one_after_the_other_to_the_last()
    {
        var context = Script(parts: 3);

        await context.RunAsync(c => LeadExportOrchestration.RunAsync(c, new ExportRun("J-1")));

        Assert.Equal([0, 1, 2], _parts);
        Assert.Equal(1, context.MostAtOnce);
        Assert.Equal([new ExportEnding("J-1", null)], _ended);
    }

    [Fact]
    public async Task Many_parts_go_on_in_a_new_generation()
    {
        var context = Script(parts: 60);

        await context.RunAsync(c => LeadExportOrchestration.RunAsync(c, new ExportRun("J-1")));

        Assert.Equal(
            new ExportRun("J-1", LeadExportOrchestration.PerGeneration),
            context.ContinuedWith
        );
        Assert.Empty(_ended);
    }

    [Fact]
    public async Task It_waits_while_paused_and_stops_when_cancelled()
    {
        _directive = JobDirective.Pause;
        var context = Script(parts: 5)
            .After(
                TimeSpan.FromSeconds(30),
                c =>
                {
                    _directive = JobDirective.Stop;
                    c.Raise("JobWake");
                }
            );

        await context.RunAsync(c => LeadExportOrchestration.RunAsync(c, new ExportRun("J-1")));

        Assert.Equal([0], _parts);
        Assert.Equal(TimeSpan.FromSeconds(30), context.Elapsed);
        Assert.Equal((1, 0), (_ended.Count, context.OpenTimers));
    }

    [Fact]
    public async Task A_part_that_fails_for_good_ends_the_job_as_failed()
    {
        var context = Script(parts: 5)
            .On<ExportPartRef, ExportStep>(
                nameof(LeadExportActivities.LeadExportPart),
                _ => throw new InvalidOperationException("broken")
            );

        await context.RunAsync(c => LeadExportOrchestration.RunAsync(c, new ExportRun("J-1")));

        Assert.Equal(
            [new ExportEnding("J-1", nameof(LeadExportActivities.LeadExportPart))],
            _ended
        );
    }

    private ScriptedContext Script(int parts) =>
        new ScriptedContext()
            .On<ExportPartRef, ExportStep>(
                nameof(LeadExportActivities.LeadExportPart),
                part =>
                {
                    _parts.Add(part.Number);
                    return new ExportStep(part.Number == parts - 1, _directive);
                }
            )
            .On<string, JobDirective>(nameof(LeadExportActivities.LeadExportAsk), _ => _directive)
            .On<ExportEnding, object?>(
                nameof(LeadExportActivities.LeadExportFinish),
                ending =>
                {
                    _ended.Add(ending);
                    return null;
                }
            );
}
