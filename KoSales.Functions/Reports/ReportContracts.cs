using System.ComponentModel;
using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using KoSales.Domain.Deals;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Reports;

/// <summary>How far those came that entered a workflow within [from, to), by the week of their entry.</summary>
/// <param name="Weeks">Those with entries, in order.</param>
public sealed record FunnelView(
    PipelineKind Kind,
    string? WorkflowId,
    Instant From,
    Instant To,
    FunnelFigures Total,
    IReadOnlyList<FunnelWeekView> Weeks
);

/// <param name="Week">The Monday, in the company's calendar.</param>
public sealed record FunnelWeekView(LocalDate Week, FunnelFigures Figures);

/// <param name="WonPercent">Of those that ended, with one decimal; absent while none has.</param>
/// <param name="Stages">In the order of the workflow; being won is the last.</param>
public sealed record FunnelFigures(
    int Entered,
    int Open,
    int Won,
    int Lost,
    decimal? WonPercent,
    IReadOnlyList<FunnelStageView> Stages
);

public sealed record FunnelStageView
{
    public required string Stage { get; init; }

    public required string Name { get; init; }

    [Description(
        "A stage beside the way, such as nurture: it leads only back to earlier ones, so who is in it has come no further."
    )]
    public required bool Side { get; init; }

    [Description(
        "Were in the stage or in any later one, each once; of a stage beside the way, were in it."
    )]
    public required int Reached { get; init; }

    [Description("Were in the stage.")]
    public required int Visited { get; init; }

    [Description("Went past it without having been in it.")]
    public required int Skipped { get; init; }

    [Description(
        "Came back to it: from a later one, from beside the way, or reopened after a loss."
    )]
    public required int Returned { get; init; }

    [Description("Were lost out of it; those that were lost at once, out of the first.")]
    public required int LostFrom { get; init; }

    [Description("Are in it now.")]
    public required int Here { get; init; }
}

/// <summary>What became of the leads made within [from, to), by where they came from.</summary>
/// <param name="Sources">The largest first.</param>
public sealed record ConversionView(
    Instant From,
    Instant To,
    ConversionFigures Total,
    IReadOnlyList<ConversionSourceView> Sources
);

/// <param name="Campaign">Only when asked for by campaign; absent for leads without one.</param>
public sealed record ConversionSourceView(
    string Channel,
    string? Campaign,
    ConversionFigures Figures
);

/// <param name="ConvertedPercent">Of all leads, with one decimal; absent without leads.</param>
public sealed record ConversionFigures(
    long Leads,
    long Open,
    long Converted,
    long Lost,
    long Junk,
    decimal? ConvertedPercent
);

/// <summary>What agents hold now.</summary>
public sealed record WorkloadView(Instant At, IReadOnlyList<AgentWorkView> Agents);

public sealed record AgentWorkView
{
    public required string AgentId { get; init; }

    public required string Name { get; init; }

    public string? TeamId { get; init; }

    public required AgentStatus Status { get; init; }

    public required long OpenLeads { get; init; }

    public required long OpenContacts { get; init; }

    public required long OpenCustomers { get; init; }

    public required long OpenDeals { get; init; }

    public required long OpenTasks { get; init; }

    [Description("Of the open tasks, those past their due instant.")]
    public required long OverdueTasks { get; init; }

    [Description("Leads given today, which count for the daily limit.")]
    public required int GivenToday { get; init; }

    public int? MaxOpenLeads { get; init; }

    public int? DailyLimit { get; init; }

    [Description("Leads that could still be given today; absent for no limit.")]
    public int? CapacityLeft { get; init; }
}

/// <summary>Who came to a cohort and left it, by day or week.</summary>
public sealed record GrowthView(
    string CohortId,
    Instant From,
    Instant To,
    IReadOnlyList<GrowthStepView> Steps
);

/// <param name="Begin">The day, or the Monday of the week, in the company's calendar.</param>
/// <param name="Size">Members at its end.</param>
public sealed record GrowthStepView(LocalDate Begin, int Joined, int Left, int Size);

/// <summary>Deals by stage and by the month in which they were won or lost, or are expected to
/// close.</summary>
public sealed record DealMonthsView(IReadOnlyList<DealMonthView> Rows);

public sealed record DealMonthView
{
    [Description("Such as 2026-11; absent for open deals without an expected close.")]
    public string? Month { get; init; }

    public string? Stage { get; init; }

    public required DealStatus Status { get; init; }

    public required int Count { get; init; }

    public required MoneyBody Amount { get; init; }

    [Description("The amounts times their probability.")]
    public required MoneyBody Weighted { get; init; }
}

[JsonSerializable(typeof(FunnelView))]
[JsonSerializable(typeof(ConversionView))]
[JsonSerializable(typeof(WorkloadView))]
[JsonSerializable(typeof(GrowthView))]
[JsonSerializable(typeof(DealMonthsView))]
internal sealed partial class ReportContractsJson : JsonSerializerContext
{
    public static ReportContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}
