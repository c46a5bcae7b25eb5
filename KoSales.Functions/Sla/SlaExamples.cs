using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Policies;
using KoSales.Functions.Sla.Reports;

namespace KoSales.Functions.Sla;

internal static class SlaExamples
{
    private static readonly TargetsForm Targets = new()
    {
        Low = 960,
        Normal = 480,
        High = 120,
        Urgent = 30,
    };

    private static readonly SlaFigures Before = new(
        Count: 1200,
        Met: 1068,
        OpenBreached: 14,
        MetPercent: 89.0m,
        MedianMinutes: 22,
        P90Minutes: 71,
        new Dictionary<string, long> { [ExampleNames.Agent] = 640 }
    );

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateSlaPolicy
            {
                Name = "First call",
                TargetMinutes = Targets,
                WarnAtPercent = [75, 90],
                PauseOn = [TaskState.OnHold],
                Clock = ClockKind.Business,
            }
        ),
        ContractExample.Of(
            new EditSlaPolicy
            {
                TargetMinutes = Targets with { Urgent = 15 },
                WarnAtPercent = [50, 90],
            }
        ),
        ContractExample.Of(Policy()),
        ContractExample.Of(TaskClock()),
        ContractExample.Of(
            new SlaReportView(
                ExampleNames.Start,
                ExampleNames.After(30 * 24 * 60),
                "team",
                Before,
                [new SlaGroupView(ExampleNames.Team, Before)]
            )
        ),
        ContractExample.Text(
            "key,count,met,open_breached,met_percent\nTM-1,1200,1068,14,89.0\n",
            "ReportsSlaCsv"
        ),
        ContractExample.Of(new WhatIf { Days = 30, TargetMinutes = Targets }),
        ContractExample.Of(
            new WhatIfView(
                30,
                1200,
                Before,
                Before with
                {
                    Met = 1104,
                    MetPercent = 92.0m,
                },
                MetNow: 36,
                BrokenNow: 0
            )
        ),
    ];

    private static SlaPolicyView Policy() =>
        new()
        {
            Id = SlaPolicyId.Of(ExampleNames.SlaPolicy),
            Version = 3,
            Name = "First call",
            TargetMinutes = Targets,
            WarnAtPercent = [75, 90],
            PauseOn = [TaskState.OnHold],
            Clock = ClockKind.Business,
            CreatedAt = ExampleNames.Start,
            UpdatedAt = ExampleNames.After(5),
            CreatedBy = ExampleNames.Admin,
            UpdatedBy = ExampleNames.Admin,
        };

    private static TaskSlaView TaskClock() =>
        new(
            ExampleNames.Task,
            ExampleNames.SlaPolicy,
            ExampleNames.Calendar,
            TargetMinutes: 60,
            ExampleNames.Start,
            DueAt: ExampleNames.After(60),
            PausedAt: null,
            StoppedAt: null,
            UsedMinutes: 40,
            Met: null,
            BreachedAt: null,
            DetectedAt: null,
            [new WarningView(75, ExampleNames.After(45), false)],
            Overruns: [],
            SlaClock.Started(ExampleNames.Start, 60, ExampleNames.Calendar, ExampleNames.Agent).Log
        );
}
