using System.Text.Json;
using KoSales.Functions.Cohorts.Evaluation;

namespace KoSales.Functions.Leads.Parts.Cohorts;

/// <summary>What answers about cohorts show of leads.</summary>
internal static class LeadCohortExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CohortPreviewView(
                412,
                [
                    JsonSerializer.SerializeToElement(
                        LeadExamples.Ramesh,
                        LeadContractsJson.Wire.LeadView
                    ),
                ],
                WouldJoin: 412,
                WouldLeave: 0
            )
        ),
    ];
}
