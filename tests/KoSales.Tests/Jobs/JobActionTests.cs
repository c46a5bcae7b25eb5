using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Tests.Jobs;

/// <summary>An action is named as long as it changes something: never one that would be refused, never too
/// few.</summary>
public sealed class JobActionTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);
    private static readonly Command Asha = new(
        new Actor("A0-0002", [Role.Manager], "TM-1"),
        Noon,
        "trace"
    );

    public static TheoryData<JobStatus, bool> States
    {
        get
        {
            TheoryData<JobStatus, bool> states = [];
            foreach (var status in Enum.GetValues<JobStatus>())
            {
                states.Add(status, false);
                states.Add(status, true);
            }

            return states;
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_job_names_exactly_the_actions_that_it_takes(JobStatus status, bool cancelling)
    {
        var job = Job.Accept(JobId.Of("J-1"), JobKind.LeadImport, Asha) with
        {
            Status = status,
            CancelRequestedAt = cancelling ? Noon : null,
        };

        Assert.Equal(Taken(job, Moves(job)).Order(), job.Actions.Order());
    }

    [Theory]
    [MemberData(nameof(States))]
    public void An_assignment_job_names_exactly_the_actions_that_it_takes(
        JobStatus status,
        bool cancelling
    )
    {
        foreach (var job in Assignments(status, cancelling))
            Assert.Equal(Taken(job, Moves(job)).Order(), job.Actions.Order());
    }

    private static IEnumerable<CohortAssignmentJob> Assignments(JobStatus status, bool cancelling)
    {
        var job = JobPaceTests.Assignment() with
        {
            Status = status,
            CancelRequestedAt = cancelling ? Noon : null,
        };
        yield return job;
        yield return job with
        {
            DryRun = true,
        };
        yield return job with
        {
            Failed = 1,
        };
        yield return job with
        {
            Assigned = 1,
        };
        yield return job with
        {
            Failed = 1,
            Assigned = 1,
            Undo = new AssignmentUndo(UndoStatus.Running, 0, 0, 0, Noon, null, "CAJ-1.undo"),
        };
    }

    private static IEnumerable<(string Name, Verdict<Job> Move)> Moves(Job job) =>
        [("pause", job.Pause(Asha)), ("resume", job.Resume(Asha)), ("cancel", job.Cancel(Asha))];

    private static IEnumerable<(string Name, Verdict<CohortAssignmentJob> Move)> Moves(
        CohortAssignmentJob job
    ) =>
        [
            ("pause", job.Pause(Asha)),
            ("resume", job.Resume(Asha)),
            ("cancel", job.Cancel(Asha)),
            ("run", job.Run(Asha)),
            ("retry", job.Retry(Asha)),
            ("undo", job.TakeBack(Asha)),
        ];

    private static IEnumerable<string> Taken<T>(
        T job,
        IEnumerable<(string Name, Verdict<T> Move)> moves
    )
        where T : class =>
        moves
            .Where(m => !m.Move.IsRefused && !ReferenceEquals(m.Move.Value, job))
            .Select(m => m.Name);
}
