using System.Text.Json;
using KoSales.Functions.Api.Responses;

namespace KoSales.Tests.Api;

public sealed class ProblemTests
{
    [Fact]
    public void A_single_refusal_carries_its_facts()
    {
        var problem = Write(
            Fault.Conflict("lead.duplicate_phone", "There is one.", ("existing_id", "K0-100001"))
        );

        Assert.Equal(
            "https://docs.kosales.example/problems/lead.duplicate_phone",
            problem.GetProperty("type").GetString()
        );
        Assert.Equal(409, problem.GetProperty("status").GetInt32());
        Assert.Equal("K0-100001", problem.GetProperty("existing_id").GetString());
        Assert.Equal("/api/v1/leads", problem.GetProperty("instance").GetString());
        Assert.Equal("t1", problem.GetProperty("trace_id").GetString());
        Assert.Empty(problem.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public void Facts_are_numbers_texts_and_arrays_as_what_they_are()
    {
        var problem = Write(
            Fault.Conflict(
                "x.y",
                "No.",
                ("open_leads", 4),
                ("used_by", new[] { "COH-1", "COH-2" }),
                ("current_stage", "new")
            )
        );

        Assert.Equal(4, problem.GetProperty("open_leads").GetInt32());
        Assert.Equal(
            ["COH-1", "COH-2"],
            problem.GetProperty("used_by").EnumerateArray().Select(u => u.GetString())
        );
        Assert.Equal("new", problem.GetProperty("current_stage").GetString());
    }

    [Theory]
    [InlineData("status")]
    [InlineData("type")]
    [InlineData("errors")]
    public void A_fact_takes_no_member_that_the_document_has_itself(string name) =>
        Assert.Throws<ArgumentException>(() =>
            Fault.Conflict("task.state", "A task that is done cannot be held.", (name, "done"))
        );

    [Fact]
    public void A_summary_without_pointer_stands_above_its_errors()
    {
        var problem = Write(
            new Fault(FaultKind.Invalid, "pipeline.transition_refused", "Two things are missing."),
            Fault.Invalid("/a", "required_field", "a"),
            Fault.Invalid("/b", "required_field", "b")
        );

        Assert.Equal("pipeline.transition_refused", problem.GetProperty("code").GetString());
        Assert.Equal(
            ["/a", "/b"],
            problem
                .GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
    }

    [Fact]
    public void Faults_that_all_have_pointers_are_all_errors() =>
        Assert.Equal(
            2,
            Write(
                    Fault.Invalid("/a", "lead.bad_phone", "a"),
                    Fault.Invalid("/b", "lead.bad_email", "b")
                )
                .GetProperty("errors")
                .GetArrayLength()
        );

    [Fact]
    public void Every_kind_of_fault_has_a_status_of_its_own()
    {
        var statuses = Enum.GetValues<FaultKind>().Select(ProblemDocument.StatusOf).ToList();

        Assert.All(statuses, s => Assert.InRange(s, 400, 503));
        Assert.Equal(statuses.Count, statuses.Distinct().Count());
    }

    private static JsonElement Write(params Fault[] faults) =>
        JsonElement.Parse(
            ProblemDocument.Write(
                ProblemDocument.StatusOf(faults[0].Kind),
                faults,
                "t1",
                "/api/v1/leads"
            )
        );
}
