using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Tests.Jobs;

public sealed class JobPaceTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);

    [Theory]
    [InlineData(JobStatus.Queued, null, 0, 0)]
    [InlineData(JobStatus.Running, 8L, 3, 0.37)]
    [InlineData(JobStatus.Running, 0L, 0, 1)]
    [InlineData(JobStatus.Running, 4L, 5, 1)]
    [InlineData(JobStatus.Cancelled, 4L, 1, 0.25)]
    [InlineData(JobStatus.Completed, 4L, 1, 1)]
    [InlineData(JobStatus.CompletedWithErrors, 4L, 1, 1)]
    public void Progress_is_told_from_counts_and_is_whole_for_what_is_completed(
        JobStatus status,
        long? total,
        long processed,
        decimal progress
    ) => Assert.Equal(progress, new JobPace(status, total, processed, Noon, Noon).Progress);

    [Fact]
    public void A_completed_dry_run_is_all_there_although_only_what_it_skips_is_processed()
    {
        var planned = Assignment() with
        {
            DryRun = true,
            Status = JobStatus.Completed,
            Total = 4,
            Processed = 1,
        };

        Assert.Equal(1, planned.Pace.Progress);
    }

    [Fact]
    public void Time_left_is_only_told_of_what_is_at_work()
    {
        var running = new JobPace(
            JobStatus.Running,
            100,
            50,
            Noon,
            Noon + Duration.FromSeconds(10)
        );

        Assert.Equal((5, 10), (running.RatePerSecond, running.EtaSeconds));
        Assert.All(
            [JobStatus.Paused, JobStatus.Cancelled, JobStatus.Completed],
            s => Assert.Null((running with { Status = s }).EtaSeconds)
        );
    }

    internal static CohortAssignmentJob Assignment() =>
        new()
        {
            Id = AssignmentJobId.Of("CAJ-1"),
            RequestedBy = "A0-0001",
            OwnerId = "A0-0001",
        };
}
