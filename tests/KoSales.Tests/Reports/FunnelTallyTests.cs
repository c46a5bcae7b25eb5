using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Reports;
using NodaTime;

namespace KoSales.Tests.Reports;

public sealed class FunnelTallyTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 6, 0);

    private static readonly FunnelPath Deals = new(
        DefaultPipelines.Stages(PipelineKind.Deal, _ => null)
    );

    private static FunnelTally Tally(params IReadOnlyList<Pipeline> pipelines)
    {
        var tally = new FunnelTally(Deals);
        foreach (var pipeline in pipelines)
            tally.Add(pipeline);
        return tally;
    }

    private static Pipeline Went(PipelineStatus status, params IReadOnlyList<string> stages) =>
        new()
        {
            Id = "DP-1",
            Kind = PipelineKind.Deal,
            EntityRef = new EntityRef(EntityKind.Deal, "D-1"),
            WorkflowId = "PW-1",
            WorkflowVersion = 1,
            Stage = stages[^1],
            StageEnteredAt = Start,
            Status = status,
            FlowInstanceId = "DP-1.1",
            History =
            [
                .. stages.Select(
                    (s, i) => new StageVisit(s, i + 1, Start, null, null, "", null, false)
                ),
            ],
        };

    private static string Steps(FunnelTally tally, Func<FunnelStep, int> of) =>
        string.Join(' ', tally.Steps.Select(of));

    [Fact]
    public void The_path_leads_through_the_open_stages_to_being_won()
    {
        Assert.Equal(["enquiry", "quoted", "negotiation", "won"], Deals.Steps.Select(s => s.Key));
        Assert.Null(Deals.RankOf("lost"));
    }

    [Fact]
    public void A_stage_that_was_skipped_counts_as_reached()
    {
        var tally = Tally(Went(PipelineStatus.Open, "enquiry", "negotiation"));

        Assert.Equal("1 1 1 0", Steps(tally, s => s.Reached));
        Assert.Equal("1 0 1 0", Steps(tally, s => s.Visited));
        Assert.Equal("0 1 0 0", Steps(tally, s => s.Skipped));
        Assert.Equal("0 0 1 0", Steps(tally, s => s.Here));
    }

    [Fact]
    public void Moving_back_and_coming_again_counts_once()
    {
        var tally = Tally(
            Went(
                PipelineStatus.Won,
                "enquiry",
                "quoted",
                "negotiation",
                "quoted",
                "negotiation",
                "won"
            )
        );

        Assert.Equal("1 1 1 1", Steps(tally, s => s.Reached));
        Assert.Equal("0 1 0 0", Steps(tally, s => s.Returned));
        Assert.Equal((1, 100m), (tally.Won, tally.WonPercent));
    }

    [Fact]
    public void A_loss_counts_at_the_stage_it_came_from()
    {
        var tally = Tally(
            Went(PipelineStatus.Lost, "enquiry", "quoted", "lost"),
            Went(PipelineStatus.Lost, "lost"),
            Went(PipelineStatus.Open, "enquiry")
        );

        Assert.Equal("1 1 0 0", Steps(tally, s => s.LostFrom));
        Assert.Equal("3 1 0 0", Steps(tally, s => s.Reached));
        Assert.Equal(
            (3, 1, 0, 2, 0m),
            (tally.Entered, tally.Open, tally.Won, tally.Lost, tally.WonPercent)
        );
    }

    [Fact]
    public void Without_ends_there_is_no_percentage()
    {
        Assert.Null(Tally(Went(PipelineStatus.Open, "enquiry")).WonPercent);
    }
}
