using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Functions.Absences;

internal static class AbsenceExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new DelegationView
            {
                Id = "A0-0002.2026-12-21",
                Version = 3,
                AgentId = ExampleNames.Agent,
                TeamId = ExampleNames.Team,
                DelegateId = ExampleNames.Colleague,
                From = new LocalDate(2026, 12, 21),
                Until = new LocalDate(2026, 12, 24),
                Status = DelegationStatus.Active,
                Leads = 84,
                Others = 12,
                Tasks = 31,
                Returned = 0,
                Kept = 0,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
            }
        ),
    ];
}
