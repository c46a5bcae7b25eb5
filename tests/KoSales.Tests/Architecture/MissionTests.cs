using System.Text.RegularExpressions;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Architecture;

/// <summary>docs/mission.md: what the app is there for, where it is met, and what shows it.</summary>
public sealed partial class MissionTests
{
    private static readonly string[] Models =
    [
        "Lead",
        "Contact",
        "Customer",
        "Deal",
        "Quotation",
        "PII",
        "typed_documents",
        "Agent",
        "Team",
        "Pipeline",
        "PipelineWorkflow",
        "Task",
        "TaskWorkflow",
        "Calendar",
        "SlaPolicy",
        "Cohort",
        "CohortMember",
        "CohortAssignmentJob",
        "Note",
        "Call",
        "DraftOrder",
        "Signal",
        "SignalSource",
        "CustomField",
        "GstRate",
        "Notification",
        "Job",
        "Outbox",
    ];

    private static readonly string[] Workflows =
    [
        "1. Lead lifecycle",
        "2. Pipeline transitions",
        "3. Task automation",
        "4. SLA engine",
        "5. Deals and quotations",
        "6. Draft orders",
        "7. Customer sync",
        "8. Documents and licences",
        "9. Cohorts and bulk assignment",
        "10. Assignment cascade",
        "11. Signals",
        "12. Timeline, search, reports, outbound",
    ];

    private static readonly IReadOnlyList<Row> Rows = Read();

    private static readonly IReadOnlySet<string> Routes = File.ReadLines(
            Solution.PathOf("tests/KoSales.Tests/Auth/routes.approved.txt")
        )
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(parts => parts[0] != "*")
        .Select(parts => $"{parts[0]} {parts[1]["v1".Length..]}")
        .ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_model_and_every_workflow_has_rows()
    {
        Assert.Empty(Models.Except(Rows.Where(r => r.Part == "Models").Select(r => r.Name)));
        Assert.Empty(Workflows.Except(Rows.Select(r => r.Part)));
    }

    [Fact]
    public void Every_row_names_endpoints_that_the_app_has()
    {
        Assert.All(Rows, row => Assert.NotEmpty(row.Endpoints));
        Assert.Empty(Rows.SelectMany(r => r.Endpoints).Distinct().Except(Routes));
    }

    [Fact]
    public void Every_row_names_tests_that_are_there()
    {
        var tests = typeof(MissionTests)
            .Assembly.GetTypes()
            .Where(t => t.GetMethods().Any(m => m.IsDefined(typeof(FactAttribute), inherit: true)))
            .Select(t => t.Name);
        Assert.All(Rows, row => Assert.NotEmpty(row.Tests));
        Assert.Empty(Rows.SelectMany(r => r.Tests).Distinct().Except(tests));
    }

    [Fact]
    public void No_endpoint_stands_outside_of_the_mission() =>
        Assert.Empty(Routes.Except(Rows.SelectMany(r => r.Endpoints)));

    private static IReadOnlyList<Row> Read()
    {
        List<Row> rows = [];
        var part = "";
        foreach (var line in File.ReadLines(Solution.PathOf("docs/mission.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                part = line[3..];
            if (
                line.Split('|', StringSplitOptions.TrimEntries)
                    is ["", var name, var at, var by, ""]
                && name is not ("Row" or "---")
            )
                rows.Add(
                    new Row(
                        part,
                        name,
                        [.. Quoted().Matches(at).Select(m => m.Groups[1].Value)],
                        by.Split(", ", StringSplitOptions.RemoveEmptyEntries)
                    )
                );
        }

        return rows;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    /// <param name="Part">The heading that it stands under.</param>
    /// <param name="Endpoints">Such as <c>GET /leads/{id}</c>.</param>
    /// <param name="Tests">Names of classes.</param>
    private sealed record Row(
        string Part,
        string Name,
        IReadOnlyList<string> Endpoints,
        IReadOnlyList<string> Tests
    );
}
