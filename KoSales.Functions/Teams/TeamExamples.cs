namespace KoSales.Functions.Teams;

internal static class TeamExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateTeam { Name = "North", ManagerId = AgentId.Of(ExampleNames.Manager) }
        ),
        ContractExample.Of(new EditTeam { Name = "North and Malwa" }),
        ContractExample.Of(
            new TeamView
            {
                Id = TeamId.Of(ExampleNames.Team),
                Version = 3,
                Name = "North",
                ManagerId = AgentId.Of(ExampleNames.Manager),
                Members = 12,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
                CreatedBy = ExampleNames.Admin,
                UpdatedBy = ExampleNames.Admin,
            }
        ),
    ];
}
