using System.Text;
using System.Text.Json;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Tests.Jobs;

/// <summary>What each move does to the life of a job in each state, against
/// <c>Jobs/lives.approved.txt</c>. <c>KOSALES_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed class JobLifeTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);
    private static readonly Instant Later = Noon + Duration.FromMinutes(5);
    private static readonly string Approved = EndToEnd.Solution.PathOf(
        "tests",
        "KoSales.Tests",
        "Jobs",
        "lives.approved.txt"
    );

    [Fact]
    public void Every_move_in_every_state_does_what_was_approved()
    {
        var table = Table();
        if (Environment.GetEnvironmentVariable("KOSALES_WRITE_DOCS") == "1")
            File.WriteAllText(Approved, table);
        Assert.Equal(File.ReadAllText(Approved).ReplaceLineEndings("\n"), table);
    }

    [Fact]
    public void A_job_that_begins_anew_forgets_how_it_ended_and_keeps_its_counts()
    {
        var failed = JobLife
            .Accepted.Start(JobStatus.Running, Noon)
            .Advance(5, 2)
            .Cancel(Noon)
            .Next!.Fail("broken", Noon);

        Assert.Equal(
            new JobLife
            {
                Status = JobStatus.Queued,
                StartedAt = Noon,
                Processed = 5,
                Failed = 2,
            },
            failed.Again(JobStatus.Queued)
        );
    }

    [Fact]
    public void A_job_as_0_1_0_stored_it_opens_with_its_life_and_is_written_with_the_same_members()
    {
        const string stored = """
            {"id":"J-1","kind":"lead_import","status":"paused","total":60,"processed":12,"succeeded":11,"failed":1,"skipped":0,
            "started_at":"2026-11-22T12:00:00.000Z","links":{},"requested_by":"A0-0001","owner_id":"A0-0001",
            "cancel_requested_at":"2026-11-22T12:05:00.000Z","instance_id":"J-1","version":7,
            "created_at":"2026-11-22T12:00:00.000Z","updated_at":"2026-11-22T12:05:00.000Z","created_by":"A0-0001","updated_by":"system"}
            """;

        var job = Job.Collection.Read(Raw("J-1", stored));

        Assert.Equal(
            new JobLife
            {
                Status = JobStatus.Paused,
                Total = 60,
                Processed = 12,
                Failed = 1,
                StartedAt = Noon,
                CancelRequestedAt = Later,
            },
            job.Life
        );
        Assert.Equal(
            MembersOf(stored),
            MembersOf(Encoding.UTF8.GetString(Job.Collection.Write(job)))
        );
    }

    [Fact]
    public void An_assignment_as_0_1_0_stored_it_opens_with_its_life()
    {
        const string stored = """
            {"id":"CAJ-1","cohort_id":"COH-1","entity":"lead","requested_by":"A0-0001","owner_id":"A0-0001","status":"running",
            "members":9,"total":8,"processed":4,"assigned":3,"failed":1,"batches":{"total":2,"done":1},"round":1,"planned_round":1,
            "instance_id":"CAJ-1.1","started_at":"2026-11-22T12:00:00.000Z","planned_at":"2026-11-22T12:05:00.000Z","version":5,
            "created_at":"2026-11-22T12:00:00.000Z","updated_at":"2026-11-22T12:05:00.000Z"}
            """;

        var job = CohortAssignmentJob.Collection.Read(Raw("CAJ-1", stored));

        Assert.Equal(
            new JobLife
            {
                Status = JobStatus.Running,
                Total = 8,
                Processed = 4,
                Failed = 1,
                StartedAt = Noon,
            },
            job.Life
        );
        Assert.Equal(0.5m, job.Pace.Progress);
    }

    private static RawDocument Raw(string id, string json) =>
        new(id, 1, Encoding.UTF8.GetBytes(json));

    private static IEnumerable<string> MembersOf(string json) =>
        JsonElement
            .Parse(json)
            .EnumerateObject()
            .Select(m => $"{m.Name}={m.Value.GetRawText()}")
            .Order(StringComparer.Ordinal);

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var life in Lives())
        {
            text.Append(Headed(life)).Append('\n');
            foreach (var (move, outcome) in Moves(life))
                text.Append("  ").Append(move.PadRight(28)).Append(outcome).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Of ten items five are done.</summary>
    private static IEnumerable<JobLife> Lives()
    {
        foreach (var status in Enum.GetValues<JobStatus>())
        {
            var begun = new JobLife
            {
                Status = status,
                Total = 10,
                Processed = 5,
                StartedAt = Noon,
            };
            begun = begun with { FinishedAt = begun.HasEnded ? Noon : null };
            yield return begun;
            yield return begun with
            {
                CancelRequestedAt = Noon,
            };
            if (status is not (JobStatus.Queued or JobStatus.Paused))
                continue;
            yield return begun with
            {
                StartedAt = null,
            };
            yield return begun with
            {
                StartedAt = null,
                CancelRequestedAt = Noon,
            };
        }
    }

    private static IEnumerable<(string Move, string Outcome)> Moves(JobLife life)
    {
        yield return ("start", Described(life, life.Start(JobStatus.Running, Later)));
        yield return ("start with a plan", Described(life, life.Start(JobStatus.Planning, Later)));
        yield return ("pause", Described(life, life.Pause()));
        yield return ("resume", Described(life, life.Resume()));
        yield return ("cancel", Described(life, life.Cancel(Later)));
        yield return ("finish halfway", Described(life, life.Finish(Later)));
        var whole = life.Advance(5, 0);
        yield return ("finish after the last item", Described(whole, whole.Finish(Later)));
        var faulty = life.Advance(5, 1);
        yield return ("finish with a failed item", Described(faulty, faulty.Finish(Later)));
        yield return ("fail", Described(life, life.Fail("broken", Later)));
        yield return (
            "(wanted)",
            $"{life.Directive}, takes {string.Join(", ", life.Actions)}".TrimEnd()
        );
    }

    private static string Headed(JobLife life) =>
        WireNames<JobStatus>.Of(life.Status)
        + (life.StartedAt is null ? ", not begun" : "")
        + (life.CancelRequestedAt is null ? "" : ", cancelling");

    private static string Described(JobLife before, JobAnswer answer) =>
        answer.Bar is { } bar ? $"refused: {bar}" : Described(before, answer.Next!);

    private static string Described(JobLife before, JobLife after)
    {
        if (ReferenceEquals(before, after))
            return "the same";
        var told = "→ " + Headed(after);
        if (after.StartedAt != before.StartedAt)
            told += ", begun now";
        if (after.FinishedAt != before.FinishedAt)
            told += ", ended now";
        return after.Failure is { } why ? $"{told}: {why}" : told;
    }
}
