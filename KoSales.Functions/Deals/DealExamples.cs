using System.Text.Json;
using KoSales.Domain.Deals;
using NodaTime;

namespace KoSales.Functions.Deals;

internal static class DealExamples
{
    private static readonly MoneyBody Amount = new() { Value = "48500.00", Currency = "INR" };

    /// <summary>A season's supply for a dealer.</summary>
    public static readonly DealView Kharif = new()
    {
        Id = DealId.Of(ExampleNames.Deal),
        Version = 2,
        Title = "Humic acid and NPK for kharif",
        LeadId = ExampleNames.Lead,
        Status = DealStatus.Open,
        PipelineId = "DP-3",
        Stage = "enquiry",
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        AssignedAt = ExampleNames.Start,
        Amount = Amount,
        AmountInr = 48_500m,
        Probability = 20,
        ExpectedCloseOn = new LocalDate(2026, 12, 15),
        Tags = ["kharif"],
        Custom = new Dictionary<string, JsonElement>(),
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(40),
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(Kharif),
        ContractExample.Of(
            new CreateDeal
            {
                Title = "Humic acid and NPK for kharif",
                LeadId = ExampleNames.Lead,
                Amount = Amount,
                ExpectedCloseOn = new LocalDate(2026, 12, 15),
                Tags = ["kharif"],
            }
        ),
        ContractExample.Of(new EditDeal { Amount = Amount, Probability = 60 }),
        .. BatchExamples.Of(
            "DealsBatch",
            [
                new BatchOperation
                {
                    Op = "create",
                    Body = JsonElement.Parse(
                        """{"title": "Seed for rabi", "contact_id": "C-1", "amount": {"value": "12000.00", "currency": "INR"}}"""
                    ),
                },
                new BatchOperation
                {
                    Op = "update",
                    Id = ExampleNames.Deal,
                    IfMatch = "\"D-3-2\"",
                    Body = JsonElement.Parse(
                        """{"probability": 60, "expected_close_on": "2026-12-15"}"""
                    ),
                },
                new BatchOperation { Op = "delete", Id = "D-9" },
            ],
            ["D-4", ExampleNames.Deal, "D-9"]
        ),
    ];
}
