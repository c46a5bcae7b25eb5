using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Functions.Agents;

internal static class AgentExamples
{
    /// <summary>Also who logs in.</summary>
    public static readonly AgentView Asha = new()
    {
        Id = AgentId.Of(ExampleNames.Agent),
        Version = 3,
        Name = "Asha Verma",
        Email = "asha@example.in",
        PhoneMasked = "+91******0001",
        Roles = [Role.Agent],
        TeamId = TeamId.Of(ExampleNames.Team),
        ManagerId = AgentId.Of(ExampleNames.Manager),
        Status = AgentStatus.Active,
        Leave = [new LeavePeriod(new LocalDate(2026, 12, 21), new LocalDate(2026, 12, 24))],
        Capacity = new Capacity
        {
            MaxOpenLeads = 200,
            Weight = 1.5m,
            DailyLimit = 50,
        },
        Skills = new Skills
        {
            Languages = ["hi"],
            States = ["23"],
            Kinds = ["dealer", "farmer"],
        },
        Load = new LoadView(OpenLeads: 84, OpenTasks: 31, AssignedToday: 12),
        LastAssignedAt = ExampleNames.After(40),
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(5),
        CreatedBy = ExampleNames.Admin,
        UpdatedBy = ExampleNames.Admin,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateAgent
            {
                Name = "Asha Verma",
                Email = "asha@example.in",
                Phone = "98765 00001",
                Password = "Sehore-Mandi-2026-Soya",
                Roles = [Role.Agent],
                TeamId = TeamId.Of(ExampleNames.Team),
                ManagerId = AgentId.Of(ExampleNames.Manager),
                Capacity = new CapacityBody
                {
                    MaxOpenLeads = 200,
                    Weight = 1.5m,
                    DailyLimit = 50,
                },
                Skills = new SkillsBody { Languages = ["hi"], States = ["23"] },
            }
        ),
        ContractExample.Of(
            new EditAgent
            {
                Leave =
                [
                    new LeaveBody
                    {
                        From = new LocalDate(2026, 12, 21),
                        To = new LocalDate(2026, 12, 24),
                        DelegateTo = AgentId.Of(ExampleNames.Colleague),
                    },
                ],
                Capacity = new CapacityBody { MaxOpenLeads = 150 },
            }
        ),
        ContractExample.Of(new SetPassword { Password = "Sehore-Mandi-2027-Soya" }),
        ContractExample.Of(Asha),
    ];
}
