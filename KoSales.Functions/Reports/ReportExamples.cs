using KoSales.Domain.Agents;
using KoSales.Domain.Deals;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Reports;

internal static class ReportExamples
{
    private static readonly FunnelFigures Figures = new(
        Entered: 120,
        Open: 42,
        Won: 51,
        Lost: 27,
        WonPercent: 65.4m,
        [StageOf("enquiry", "Enquiry", 120, 118), StageOf("won", "Won", 51, 51)]
    );

    private static readonly ConversionFigures Website = new(
        Leads: 400,
        Open: 210,
        Converted: 96,
        Lost: 80,
        Junk: 14,
        ConvertedPercent: 24.0m
    );

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new FunnelView(
                PipelineKind.Deal,
                "PW-3",
                ExampleNames.Start,
                ExampleNames.After(30 * 24 * 60),
                Figures,
                [new FunnelWeekView(new LocalDate(2026, 11, 23), Figures)]
            )
        ),
        ContractExample.Of(
            new ConversionView(
                ExampleNames.Start,
                ExampleNames.After(30 * 24 * 60),
                Website,
                [new ConversionSourceView("website", "kharif-26", Website)]
            )
        ),
        ContractExample.Of(new WorkloadView(ExampleNames.Start, [Agent])),
        ContractExample.Of(
            new GrowthView(
                ExampleNames.Cohort,
                ExampleNames.Start,
                ExampleNames.After(24 * 60),
                [new GrowthStepView(new LocalDate(2026, 11, 23), Joined: 14, Left: 3, Size: 411)]
            )
        ),
        ContractExample.Of(
            new DealMonthsView([
                new DealMonthView
                {
                    Month = "2026-12",
                    Stage = "quoted",
                    Status = DealStatus.Open,
                    Count = 18,
                    Amount = Rupees("864000.00"),
                    Weighted = Rupees("432000.00"),
                },
            ])
        ),
        ContractExample.Text(
            "week,entered,stage,reached\n2026-11-23,120,enquiry,120\n",
            "ReportsFunnelCsv"
        ),
        ContractExample.Text("channel,leads,converted\nwebsite,400,96\n", "ReportsConversionCsv"),
        ContractExample.Text(
            "agent_id,open_leads,open_deals\nA0-0007,84,12\n",
            "ReportsWorkloadCsv"
        ),
        ContractExample.Text(
            "begin,joined,left,size\n2026-11-23,14,3,411\n",
            "ReportsCohortGrowthCsv"
        ),
        ContractExample.Text(
            "month,stage,status,count,amount\n2026-12,quoted,open,18,864000.00\n",
            "ReportsDealsCsv"
        ),
    ];

    private static AgentWorkView Agent =>
        new()
        {
            AgentId = ExampleNames.Agent,
            Name = "Asha Verma",
            TeamId = ExampleNames.Team,
            Status = AgentStatus.Active,
            OpenLeads = 84,
            OpenContacts = 31,
            OpenCustomers = 9,
            OpenDeals = 12,
            OpenTasks = 40,
            OverdueTasks = 3,
            GivenToday = 6,
            MaxOpenLeads = 150,
            DailyLimit = 25,
            CapacityLeft = 19,
        };

    private static FunnelStageView StageOf(string key, string name, int reached, int visited) =>
        new()
        {
            Stage = key,
            Name = name,
            Side = false,
            Reached = reached,
            Visited = visited,
            Skipped = reached - visited,
            Returned = 0,
            LostFrom = 4,
            Here = 11,
        };

    private static MoneyBody Rupees(string value) =>
        new() { Value = value, Currency = Money.Currency };
}
