using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Members;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Brings the members in line with a changed cohort: at once as far as a request can wait for it,
/// and by an orchestration for the rest.</summary>
public sealed class CohortFollowUp(
    CohortEvaluation evaluation,
    MembershipWriter writer,
    CohortDesk desk,
    TimeProvider time
)
{
    /// <summary>So long a request evaluates by itself; most sets are done by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int PerCommit = 1_000;

    /// <summary>The cohort with its figures afterwards.</summary>
    /// <param name="pinned">Entities whose pins were changed.</param>
    public async Task<CohortCase> AfterAsync(
        CohortSaved saved,
        IReadOnlyCollection<string> pinned,
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var cohort = saved.Case.Cohort;
        if (saved.Job is { } job)
            await EvaluateAsync(CohortEvaluationRunner.StepOf(job), client, cancellationToken);
        else
            await SettleAsync(cohort, pinned, cancellationToken);
        return saved.Case with { Figures = await desk.FiguresAsync(cohort.Key, cancellationToken) };
    }

    /// <summary>Entities in which the pins of two states of a cohort differ.</summary>
    public static IReadOnlyCollection<string> PinsBetween(Cohort before, Cohort after)
    {
        HashSet<CohortPin> differing = [.. before.Pins];
        differing.SymmetricExceptWith(after.Pins);
        return [.. differing.Select(p => p.EntityId).Distinct(StringComparer.Ordinal)];
    }

    private async Task SettleAsync(
        Cohort cohort,
        IReadOnlyCollection<string> entityIds,
        CancellationToken cancellationToken
    )
    {
        foreach (var some in entityIds.Chunk(PerCommit))
            await writer.SettleAsync(
                cohort.Entity,
                some,
                index => index.Of([cohort.Key]),
                cohort.Key,
                cancellationToken
            );
    }

    /// <summary>The job stays queued while it is done here: should the process end, it is started from its
    /// queue.</summary>
    private async Task EvaluateAsync(
        EvaluationStep step,
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        try
        {
            while (time.GetElapsedTime(started) < Patience)
            {
                if ((await evaluation.RunInlineAsync(step, cancellationToken)).Next is not { } next)
                    return;
                step = next;
            }
        }
        catch (StoreUnavailableException)
        {
            // The cohort is saved; its evaluation is the orchestration's then.
        }

        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(CohortEvaluationOrchestration),
            step,
            new StartOrchestrationOptions(step.JobId),
            cancellationToken
        );
    }
}
