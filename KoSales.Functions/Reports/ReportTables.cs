using System.Globalization;
using KoSales.Domain.Agents;
using KoSales.Domain.Deals;
using KoSales.Functions.Api.Csv;
using NodaTime;

namespace KoSales.Functions.Reports;

/// <summary>Reports as CSV: a row per line of figures, the same as in JSON.</summary>
internal static class ReportTables
{
    private static readonly string[] FunnelColumns =
    [
        "week",
        "entered",
        "open",
        "won",
        "lost",
        "won_percent",
        "stage",
        "reached",
        "visited",
        "skipped",
        "returned",
        "lost_from",
        "here",
        "side",
    ];

    private static readonly string[] ConversionColumns =
    [
        "channel",
        "campaign",
        "leads",
        "open",
        "converted",
        "lost",
        "junk",
        "converted_percent",
    ];

    private static readonly string[] WorkloadColumns =
    [
        "agent_id",
        "name",
        "team_id",
        "status",
        "open_leads",
        "open_contacts",
        "open_customers",
        "open_deals",
        "open_tasks",
        "overdue_tasks",
        "given_today",
        "max_open_leads",
        "daily_limit",
        "capacity_left",
    ];

    private static readonly string[] GrowthColumns = ["begin", "joined", "left", "size"];

    private static readonly string[] DealColumns =
    [
        "month",
        "stage",
        "status",
        "count",
        "amount",
        "weighted",
        "currency",
    ];

    public static CsvAnswer Of(FunnelView view) =>
        Table(
            "funnel.csv",
            FunnelColumns,
            view.Weeks.SelectMany(w => w.Figures.Stages.Select(s => RowOf(w, s)))
        );

    public static CsvAnswer Of(ConversionView view) =>
        Table(
            "conversion.csv",
            ConversionColumns,
            view.Sources.Select(s =>
                Row(
                    s.Channel,
                    s.Campaign,
                    s.Figures.Leads,
                    s.Figures.Open,
                    s.Figures.Converted,
                    s.Figures.Lost,
                    s.Figures.Junk,
                    s.Figures.ConvertedPercent
                )
            )
        );

    public static CsvAnswer Of(WorkloadView view) =>
        Table("workload.csv", WorkloadColumns, view.Agents.Select(RowOf));

    public static CsvAnswer Of(GrowthView view) =>
        Table(
            "cohort-growth.csv",
            GrowthColumns,
            view.Steps.Select(s => Row(DayOf(s.Begin), s.Joined, s.Left, s.Size))
        );

    public static CsvAnswer Of(DealMonthsView view) =>
        Table(
            "deals.csv",
            DealColumns,
            view.Rows.Select(r =>
                Row(
                    r.Month,
                    r.Stage,
                    WireNames<DealStatus>.Of(r.Status),
                    r.Count,
                    r.Amount.Value,
                    r.Weighted.Value,
                    r.Amount.Currency
                )
            )
        );

    private static string?[] RowOf(FunnelWeekView week, FunnelStageView stage) =>
        Row(
            DayOf(week.Week),
            week.Figures.Entered,
            week.Figures.Open,
            week.Figures.Won,
            week.Figures.Lost,
            week.Figures.WonPercent,
            stage.Stage,
            stage.Reached,
            stage.Visited,
            stage.Skipped,
            stage.Returned,
            stage.LostFrom,
            stage.Here,
            stage.Side ? "true" : "false"
        );

    private static string?[] RowOf(AgentWorkView agent) =>
        Row(
            agent.AgentId,
            agent.Name,
            agent.TeamId,
            WireNames<AgentStatus>.Of(agent.Status),
            agent.OpenLeads,
            agent.OpenContacts,
            agent.OpenCustomers,
            agent.OpenDeals,
            agent.OpenTasks,
            agent.OverdueTasks,
            agent.GivenToday,
            agent.MaxOpenLeads,
            agent.DailyLimit,
            agent.CapacityLeft
        );

    private static string DayOf(LocalDate day) =>
        day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static string?[] Row(params IReadOnlyList<object?> cells) =>
        [.. cells.Select(c => Convert.ToString(c, CultureInfo.InvariantCulture))];

    private static CsvAnswer Table(
        string name,
        IReadOnlyList<string> columns,
        IEnumerable<string?[]> rows
    ) => new(name, columns, rows.Chunk(500).ToAsyncEnumerable());
}
