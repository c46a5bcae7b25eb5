using System.Reflection;
using System.Text.Json;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.Jobs;
using NodaTime;

namespace KoSales.Tests.Jobs;

/// <summary>Jobs of every kind have one shape on the wire.</summary>
public sealed class JobShapeTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 22, 12, 0);
    private static readonly Command Asha = new(
        new Domain.Access.Actor("A0-0002", [Domain.Access.Role.Manager], "TM-1"),
        Noon,
        "trace"
    );

    public static TheoryData<JobKind> Kinds => [.. Enum.GetValues<JobKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_shows_the_members_of_all_jobs(JobKind kind)
    {
        var shown = Shown(kind);

        foreach (var member in typeof(JobShape).GetProperties())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
            Assert.True(
                shown.TryGetProperty(name, out _) || IsAbsentAtTimes(member),
                $"{kind} lacks {name}"
            );
        }

        Assert.Equal(WireNames<JobKind>.Of(kind), shown.GetProperty("kind").GetString());
        Assert.Equal(
            (4, 4, 3, 1),
            (
                Number(shown, "total"),
                Number(shown, "processed"),
                Number(shown, "succeeded"),
                Number(shown, "skipped_count")
            )
        );
        Assert.Equal(1, shown.GetProperty("progress").GetDecimal());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_own_place_and_its_errors_beside_it(JobKind kind)
    {
        var shown = Shown(kind);
        var self = shown.GetProperty("links").GetProperty("self").GetString()!;

        Assert.EndsWith($"/{shown.GetProperty("id").GetString()}", self, StringComparison.Ordinal);
        Assert.Equal($"{self}/errors", shown.GetProperty("errors_url").GetString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_that_has_ended_links_to_its_cancelling(JobKind kind) =>
        Assert.All(
            ["pause", "resume", "cancel"],
            action => Assert.False(Shown(kind).GetProperty("links").TryGetProperty(action, out _))
        );

    /// <summary>The one difference that is left: how many an import has skipped, and for which reasons an
    /// assignment has.</summary>
    [Fact]
    public void Members_of_one_name_are_of_one_type_in_all_views()
    {
        var assignments = typeof(AssignmentJobView)
            .GetProperties()
            .ToDictionary(p => p.Name, p => p.PropertyType);

        var others = typeof(JobView)
            .GetProperties()
            .Where(p => !assignments.TryGetValue(p.Name, out var type) || type != p.PropertyType);

        Assert.Equal(["Skipped"], others.Select(p => p.Name));
        Assert.All(
            [typeof(AssignmentJobView), typeof(JobView)],
            view => Assert.Equal(typeof(JobShape), view.BaseType)
        );
    }

    [Fact]
    public void Links_that_an_earlier_release_stored_tell_nothing_about_a_job_that_has_ended()
    {
        var stored = Ended(JobKind.LeadExport) with
        {
            Links = new Dictionary<string, string>
            {
                ["self"] = "/api/v1/jobs/J-1",
                ["cancel"] = "/api/v1/jobs/J-1/cancel",
                ["download"] = "/api/v1/exports/J-1",
            },
        };

        Assert.Equal(["self", "download"], JobView.Of(stored).Links.Keys);
    }

    [Fact]
    public void Counts_of_parts_that_finish_out_of_order_never_take_progress_back()
    {
        var job = Job.Accept(JobId.Of("J-1"), JobKind.LeadImport, Asha)
            .Start(Noon)
            .Count(100, Noon);
        var seen = new List<decimal>();
        foreach (var size in new[] { 40, 10, 50 })
        {
            job = job.Advance(new JobPart(size, 0, 0), Noon);
            seen.Add(JobView.Of(job).Progress);
        }

        Assert.Equal([0.4m, 0.5m, 1m], seen);
        Assert.DoesNotContain(
            "progress",
            System.Text.Encoding.UTF8.GetString(Job.Collection.Write(job)),
            StringComparison.Ordinal
        );
    }

    private static JsonElement Shown(JobKind kind) =>
        kind == JobKind.CohortAssignment
            ? JsonSerializer.SerializeToElement(
                AssignmentJobView.Of(EndedAssignment()),
                AssignmentJobContractsJson.Wire.AssignmentJobView
            )
            : JsonSerializer.SerializeToElement(
                JobView.Of(Ended(kind)),
                JobContractsJson.Wire.JobView
            );

    private static Job Ended(JobKind kind) =>
        Job.Accept(JobId.Of("J-1"), kind, Asha)
            .Start(Noon)
            .Count(4, Noon)
            .Advance(new JobPart(3, 0, 1), Noon)
            .Finish(Noon);

    private static CohortAssignmentJob EndedAssignment() =>
        JobPaceTests.Assignment() with
        {
            Status = JobStatus.Completed,
            Total = 4,
            Processed = 4,
            Assigned = 3,
            Skipped = new Dictionary<string, long> { ["no_capacity"] = 1 },
            StartedAt = Noon,
            FinishedAt = Noon,
        };

    private static bool IsAbsentAtTimes(PropertyInfo member) =>
        new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    private static long Number(JsonElement shown, string name) =>
        shown.GetProperty(name).GetInt64();
}
