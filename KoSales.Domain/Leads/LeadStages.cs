using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Leads;

/// <summary>What a stage of the pipeline makes of a lead's status.</summary>
public static class LeadStages
{
    public const string Junk = "junk";

    public static LeadStatus StatusAt(StageDefinition stage) =>
        stage.Type switch
        {
            StageType.Open => LeadStatus.Open,
            StageType.Won => LeadStatus.Converted,
            StageType.Lost => stage.Key == Junk ? LeadStatus.Junk : LeadStatus.Lost,
        };
}
