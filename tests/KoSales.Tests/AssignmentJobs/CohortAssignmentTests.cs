using KoSales.Domain.Jobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Jobs;
using KoSales.Tests.Orchestrations;

namespace KoSales.Tests.AssignmentJobs;

public sealed class CohortAssignmentTests
{
    private readonly List<int> _done = [];
    private readonly List<string> _ended = [];
    private JobDirective _directive = JobDirective.Run;

    [Fact]
    public async Task Batches_go_in_groups_of_at_most_fifty_and_each_once()
    {
        var context = Script(batches: 120);
        await context.RunAsync(c => CohortAssignment.RunAsync(c, new AssignmentRun("CAJ-1")));
        Assert.Equal(
            [(0, 50), (50, 100), (100, 120)],
            context
                .Calls.Where(c => c.Name == nameof(CohortAssignment.CohortAssignmentGroup))
                .Select(c => ((AssignmentSpan)c.Input!).Bounds())
        );
        Assert.Equal(["finished CAJ-1"], _ended);
        Assert.Null(context.ContinuedWith);
    }

    [Fact]
    public async Task A_group_begins_its_batches_in_order_a_few_at_a_time()
    {
        var context = Script(batches: 0);
        var end = await GroupAsync(context, new AssignmentSpan("CAJ-1", 10, 30));
        Assert.Equal(Enumerable.Range(10, 20), _done);
        Assert.Equal(2, context.MostAtOnce);
        Assert.Null(end.Rest);
    }

    [Fact]
    public async Task A_group_stops_between_batches_and_says_what_is_left()
    {
        var context = Script(
            batches: 0,
            onBatch: number => _directive = number == 13 ? JobDirective.Pause : _directive
        );
        var end = await GroupAsync(context, new AssignmentSpan("CAJ-1", 10, 30));
        Assert.Equal(JobDirective.Pause, end.Directive);
        Assert.Equal((_done.Count + 10, 30), end.Rest!.Bounds());
        Assert.InRange(_done.Count, 4, 6);
    }

    [Fact]
    public async Task A_paused_job_goes_on_where_it_stopped_once_it_is_woken()
    {
        var context = Script(batches: 60);
        var paused = false;
        context.On<AssignmentSpan, GroupEnd>(
            nameof(CohortAssignment.CohortAssignmentGroup),
            span =>
            {
                if (paused || span.From != 0)
                    return new GroupEnd(_directive, null);
                paused = true;
                _directive = JobDirective.Pause;
                return new GroupEnd(JobDirective.Pause, span with { From = 7 });
            }
        );
        context.After(
            TimeSpan.FromSeconds(30),
            c =>
            {
                _directive = JobDirective.Run;
                c.Raise(JobEvents.Wake);
            }
        );
        await context.RunAsync(c => CohortAssignment.RunAsync(c, new AssignmentRun("CAJ-1")));
        Assert.Contains(
            (7, 50),
            context
                .Calls.Where(c => c.Name == nameof(CohortAssignment.CohortAssignmentGroup))
                .Select(c => ((AssignmentSpan)c.Input!).Bounds())
        );
        Assert.Equal(["finished CAJ-1"], _ended);
        Assert.Equal(0, context.OpenTimers);
    }

    [Fact]
    public async Task A_cancelled_job_begins_no_further_group_and_ends()
    {
        var context = Script(batches: 500);
        context.On<AssignmentSpan, GroupEnd>(
            nameof(CohortAssignment.CohortAssignmentGroup),
            span => new GroupEnd(JobDirective.Stop, span)
        );
        await context.RunAsync(c => CohortAssignment.RunAsync(c, new AssignmentRun("CAJ-1")));
        Assert.InRange(
            context.Calls.Count(c => c.Name == nameof(CohortAssignment.CohortAssignmentGroup)),
            1,
            2
        );
        Assert.Equal(["finished CAJ-1"], _ended);
        Assert.Null(context.ContinuedWith);
    }

    [Fact]
    public async Task A_very_large_job_goes_on_in_a_new_generation_without_a_new_plan()
    {
        var context = Script(batches: 50 * 45);
        await context.RunAsync(c => CohortAssignment.RunAsync(c, new AssignmentRun("CAJ-1")));
        var next = Assert.IsType<AssignmentRun>(context.ContinuedWith);
        Assert.Equal(50 * 40, next.Rest![0].From);
        var last = Script(batches: 0);
        await last.RunAsync(c => CohortAssignment.RunAsync(c, next));
        Assert.DoesNotContain(
            last.Calls,
            c => c.Name == nameof(AssignmentActivities.AssignmentPlan)
        );
        Assert.Equal(["finished CAJ-1"], _ended);
    }

    [Fact]
    public async Task A_batch_that_fails_for_good_is_given_up_and_the_others_go_on()
    {
        var context = Script(batches: 0);
        context.On<BatchRef, JobDirective>(
            nameof(AssignmentActivities.AssignmentBatchRun),
            batch =>
                batch.Number == 3
                    ? throw new InvalidOperationException("the store says no")
                    : JobDirective.Run
        );
        context.On<BatchRef, JobDirective>(
            nameof(AssignmentActivities.AssignmentBatchFail),
            batch =>
            {
                _ended.Add($"gave up {batch.Number}");
                return JobDirective.Run;
            }
        );
        var end = await GroupAsync(context, new AssignmentSpan("CAJ-1", 0, 6));
        Assert.Equal(["gave up 3"], _ended);
        Assert.Null(end.Rest);
    }

    private static async Task<GroupEnd> GroupAsync(ScriptedContext context, AssignmentSpan span)
    {
        GroupEnd? end = null;
        await context.RunAsync(async c =>
            end = await CohortAssignment.CohortAssignmentGroup(c, span)
        );
        return end!;
    }

    private ScriptedContext Script(int batches, Action<int>? onBatch = null) =>
        new ScriptedContext()
            .On<string, AssignmentSpan>(
                nameof(AssignmentActivities.AssignmentPlan),
                id => new AssignmentSpan(id, 0, batches)
            )
            .On<AssignmentSpan, GroupEnd>(
                nameof(CohortAssignment.CohortAssignmentGroup),
                _ => new GroupEnd(_directive, null)
            )
            .On<BatchRef, JobDirective>(
                nameof(AssignmentActivities.AssignmentBatchRun),
                batch =>
                {
                    _done.Add(batch.Number);
                    onBatch?.Invoke(batch.Number);
                    return _directive;
                }
            )
            .On<string, JobDirective>(nameof(AssignmentActivities.AssignmentAsk), _ => _directive)
            .On<string, object?>(
                nameof(AssignmentActivities.AssignmentFinish),
                id =>
                {
                    _ended.Add($"finished {id}");
                    return null;
                }
            );
}

file static class Spans
{
    public static (int From, int To) Bounds(this AssignmentSpan span) => (span.From, span.To);
}
