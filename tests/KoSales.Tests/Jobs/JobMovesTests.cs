using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Tests.Jobs;

public sealed class JobMovesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);
    private static readonly Command Asha = new(
        new Actor("A0-0002", [Role.Manager], "TM-1"),
        Noon,
        "trace"
    );
    private static readonly Job Queued = Job.Accept(JobId.Of("J-1"), JobKind.LeadImport, Asha);
    private static readonly Job Running = Queued.Start(Noon).Count(100, Noon);

    [Fact]
    public void A_new_job_is_queued_and_belongs_to_whoever_asked() =>
        Assert.Equal(
            (JobStatus.Queued, "A0-0002", "TM-1"),
            (Queued.Status, Queued.OwnerId, Queued.TeamId)
        );

    [Fact]
    public void Progress_rate_and_time_left_follow_the_counts()
    {
        var half = Running.Advance(new JobPart(45, 3, 2), Noon + Duration.FromSeconds(10));

        Assert.Equal((50, 45, 3, 2), (half.Processed, half.Succeeded, half.Failed, half.Skipped));
        Assert.Equal(0.5m, half.Pace.Progress);
        Assert.Equal((5, 10), (half.Pace.RatePerSecond, half.Pace.EtaSeconds));
    }

    [Fact]
    public void Failed_items_make_it_complete_with_errors()
    {
        Assert.Equal(
            JobStatus.CompletedWithErrors,
            Running.Advance(new JobPart(99, 1, 0), Noon).Finish(Noon).Status
        );
        Assert.Equal(
            JobStatus.Completed,
            Running.Advance(new JobPart(60, 0, 40), Noon).Finish(Noon).Status
        );
    }

    [Fact]
    public void A_cancelled_job_keeps_what_was_done()
    {
        var cancelled = Running
            .Advance(new JobPart(10, 0, 0), Noon)
            .Cancel(Asha)
            .Value.Finish(Noon);

        Assert.Equal((JobStatus.Cancelled, 10), (cancelled.Status, cancelled.Processed));
        Assert.NotNull(cancelled.FinishedAt);
    }

    [Fact]
    public void Cancelling_after_the_last_item_leaves_it_completed() =>
        Assert.Equal(
            JobStatus.Completed,
            Running.Advance(new JobPart(100, 0, 0), Noon).Cancel(Asha).Value.Finish(Noon).Status
        );

    [Fact]
    public void Pausing_and_resuming_go_back_to_where_it_was()
    {
        Assert.Equal(JobStatus.Running, Running.Pause(Asha).Value.Resume(Asha).Value.Status);
        Assert.Equal(JobStatus.Queued, Queued.Pause(Asha).Value.Resume(Asha).Value.Status);
        Assert.Equal(JobStatus.Paused, Queued.Pause(Asha).Value.Start(Noon).Status);
    }

    [Fact]
    public void The_same_directive_twice_changes_nothing()
    {
        var paused = Running.Pause(Asha).Value;
        var cancelling = Running.Cancel(Asha).Value;

        Assert.Same(paused, paused.Pause(Asha).Value);
        Assert.Same(cancelling, cancelling.Cancel(Asha).Value);
        Assert.Same(Running, Running.Start(Noon + Duration.FromHours(1)));
    }

    [Fact]
    public void An_ended_job_refuses_every_directive()
    {
        var ended = Running.Finish(Noon);

        Assert.Equal(
            ["job.ended", "job.ended", "job.ended"],
            new[] { ended.Pause(Asha), ended.Resume(Asha), ended.Cancel(Asha) }.Select(v =>
                v.Faults[0].Code
            )
        );
        Assert.Same(ended, ended.Fail("too late", Noon));
    }

    [Fact]
    public void A_job_being_cancelled_cannot_be_paused() =>
        Assert.Equal("job.cancelling", Running.Cancel(Asha).Value.Pause(Asha).Faults[0].Code);

    [Fact]
    public void Each_move_asks_the_store_for_the_next_version() =>
        Assert.Equal(Queued.Version + 1, Queued.Start(Noon).Version);

    [Fact]
    public void It_survives_the_store()
    {
        var written = Job.Collection.Write(Running);
        var read = Job.Collection.Read(new RawDocument("J-1", 1, written));

        Assert.Equal(written, Job.Collection.Write(read));
        Assert.Contains(
            "\"status\":\"running\",\"total\":100,",
            System.Text.Encoding.UTF8.GetString(written),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Only_requester_team_managers_and_those_who_see_all_see_it()
    {
        Assert.Equal(
            Domain.Filters.Filter.Eq("owner_id", "A0-0009"),
            JobScope.Of(new Actor("A0-0009", [Role.Agent], "TM-1"))
        );
        Assert.Equal(Domain.Filters.Filter.Everything, JobScope.Of(Actor.System));
        Assert.IsType<Domain.Filters.Filter.Any>(JobScope.Of(Asha.Actor));
    }
}
