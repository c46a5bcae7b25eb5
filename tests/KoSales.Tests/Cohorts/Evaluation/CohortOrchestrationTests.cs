using KoSales.Domain.Jobs;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Jobs;
using KoSales.Tests.Orchestrations;

namespace KoSales.Tests.Cohorts.Evaluation;

public sealed class CohortOrchestrationTests
{
    private readonly List<string> _seen = [];

    [Fact]
    public async Task An_evaluation_goes_from_page_to_page_until_nothing_is_left()
    {
        var context = Script(pages: 3);
        await context.RunAsync(c =>
            CohortEvaluationOrchestration.RunAsync(c, new EvaluationStep("COH-1", "J-1"))
        );
        Assert.Equal(["COH-1 ", "COH-1 K0-1", "COH-1 K0-2"], _seen);
        Assert.Null(context.ContinuedWith);
    }

    [Fact]
    public async Task A_long_evaluation_goes_on_in_a_new_generation()
    {
        var context = Script(pages: 80);
        await context.RunAsync(c =>
            CohortEvaluationOrchestration.RunAsync(c, new EvaluationStep("COH-1", "J-1"))
        );
        Assert.Equal("K0-50", Assert.IsType<EvaluationStep>(context.ContinuedWith).After);
    }

    [Fact]
    public async Task A_cancelled_evaluation_ends_its_job_and_looks_at_no_further_page()
    {
        var context = Script(pages: 9, JobDirective.Stop)
            .On<string, object?>(nameof(CohortEvaluationActivities.CohortEvaluationStop), Ended);
        await context.RunAsync(c =>
            CohortEvaluationOrchestration.RunAsync(c, new EvaluationStep("COH-1", "J-1"))
        );
        Assert.Equal(["COH-1 ", "ended J-1"], _seen);
    }

    [Fact]
    public async Task A_paused_evaluation_waits_until_it_is_woken()
    {
        var context = Script(pages: 2, JobDirective.Pause)
            .After(TimeSpan.FromSeconds(20), c => c.Raise(JobEvents.Wake));
        await context.RunAsync(c =>
            CohortEvaluationOrchestration.RunAsync(c, new EvaluationStep("COH-1", "J-1"))
        );
        Assert.Equal(2, _seen.Count);
        Assert.Equal((TimeSpan.FromSeconds(20), 0), (context.Elapsed, context.OpenTimers));
    }

    [Fact]
    public async Task The_night_evaluates_one_cohort_after_the_other()
    {
        string?[] cohorts = ["COH-1", "COH-2", null];
        ReconcileRun? run = new(null);
        foreach (var cohort in cohorts)
        {
            var asked = run;
            var context = Script(pages: 2)
                .On<ReconcileRun, string?>(
                    nameof(CohortReconcileActivities.CohortReconcileNext),
                    given => given == asked ? cohort : "wrong"
                );
            await context.RunAsync(c => CohortReconcileOrchestration.RunAsync(c, asked!));
            run = (ReconcileRun?)context.ContinuedWith;
        }

        Assert.Null(run);
        Assert.Equal(["COH-1 ", "COH-1 K0-1", "COH-2 ", "COH-2 K0-1"], _seen);
    }

    private object? Ended(string job)
    {
        _seen.Add($"ended {job}");
        return null;
    }

    private ScriptedContext Script(int pages, JobDirective directive = JobDirective.Run) =>
        new ScriptedContext().On<EvaluationStep, EvaluationPage>(
            nameof(CohortEvaluationActivities.CohortEvaluationPage),
            step =>
            {
                _seen.Add($"{step.CohortId} {step.After}");
                var page = step.After is { } after ? int.Parse(after[3..]) + 1 : 1;
                return new EvaluationPage(
                    page == pages ? null : step with { After = $"K0-{page}" },
                    directive
                );
            }
        );
}
