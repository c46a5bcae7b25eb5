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

    private static readonly FunnelPath Leads = new(
        DefaultPipelines.Stages(PipelineKind.Lead, _ => null)
    );

    private static FunnelTally Tally(params IReadOnlyList<Pipeline> pipelines) =>
        Tally(Deals, pipelines);

    private static FunnelTally Tally(FunnelPath path, params IReadOnlyList<Pipeline> pipelines)
    {
        var tally = new FunnelTally(path);
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
    public void Who_is_beside_the_way_has_come_no_further_than_before()
    {
        var tally = Tally(
            Leads,
            Went(PipelineStatus.Open, "new", "nurture"),
            Went(PipelineStatus.Lost, "new", "contacted", "nurture", "lost"),
            Went(PipelineStatus.Won, "new", "contacted", "nurture", "qualified", "converted")
        );

        Assert.Equal(
            ["new", "contacted", "qualified", "nurture", "converted"],
            Leads.Steps.Select(s => s.Key)
        );
        Assert.Equal("3 2 1 3 1", Steps(tally, s => s.Reached));
        Assert.Equal("3 2 1 3 1", Steps(tally, s => s.Visited));
        Assert.Equal("0 0 0 0 0", Steps(tally, s => s.Skipped));
        Assert.Equal("0 0 0 0 0", Steps(tally, s => s.Returned));
        Assert.Equal("0 0 0 1 0", Steps(tally, s => s.LostFrom));
        Assert.Equal("0 0 0 1 0", Steps(tally, s => s.Here));
    }

    [Fact]
    public void Past_a_stage_beside_the_way_nobody_skips_it()
    {
        var tally = Tally(Leads, Went(PipelineStatus.Won, "new", "converted"));

        Assert.Equal("1 1 1 0 1", Steps(tally, s => s.Reached));
        Assert.Equal("0 1 1 0 0", Steps(tally, s => s.Skipped));
    }

    [Fact]
    public void Coming_back_from_beside_the_way_is_a_return_to_what_was_reached_before()
    {
        var tally = Tally(
            Leads,
            Went(PipelineStatus.Open, "new", "contacted", "nurture", "contacted"),
            Went(PipelineStatus.Open, "new", "nurture", "contacted"),
            Went(PipelineStatus.Open, "new", "nurture", "contacted", "nurture")
        );

        Assert.Equal("0 1 0 1 0", Steps(tally, s => s.Returned));
    }

    [Theory]
    [InlineData("1 0 0 0", "enquiry", "lost", "enquiry")]
    [InlineData("0 1 0 0", "enquiry", "quoted", "lost", "quoted")]
    [InlineData("1 0 0 0", "enquiry", "quoted", "lost", "enquiry", "quoted")]
    [InlineData("0 0 0 0", "enquiry", "lost", "quoted")]
    [InlineData("0 0 1 0", "enquiry", "negotiation", "won", "negotiation")]
    [InlineData("0 1 0 0", "quoted", "lost", "quoted", "lost", "quoted")]
    public void Who_is_reopened_came_back(string returned, params string[] stages)
    {
        var tally = Tally(Went(PipelineStatus.Open, stages));

        Assert.Equal(returned, Steps(tally, s => s.Returned));
    }

    [Fact]
    public void Only_what_leads_nowhere_but_back_is_beside_the_way()
    {
        var contacts = new FunnelPath(DefaultPipelines.Stages(PipelineKind.Contact, _ => null));

        Assert.Equal(["nurture"], SidesOf(Leads));
        Assert.Equal([], SidesOf(Deals));
        Assert.Equal(["dormant"], SidesOf(contacts));
        Assert.Equal(
            ["parked", "waiting"],
            SidesOf(
                new FunnelPath([
                    Stage("new", 1, "talking", "parked"),
                    Stage("talking", 2, "new", "won"),
                    Stage("parked", 3, "waiting", "new"),
                    Stage("waiting", 4, "parked"),
                    Stage("won", 5) with
                    {
                        Type = StageType.Won,
                    },
                ])
            )
        );
    }

    private static string[] SidesOf(FunnelPath path) =>
        [.. path.Steps.Index().Where(s => path.IsSide(s.Index)).Select(s => s.Item.Key)];

    private static StageDefinition Stage(string key, int order, params string[] next) =>
        new()
        {
            Key = key,
            Name = key,
            Order = order,
            AllowedNext = next,
        };

    [Fact]
    public void Without_ends_there_is_no_percentage()
    {
        Assert.Null(Tally(Went(PipelineStatus.Open, "enquiry")).WonPercent);
    }
}
