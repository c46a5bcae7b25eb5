using KoSales.Domain.Merges;

namespace KoSales.Functions.Merges;

internal static class MergeExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new MergeInto
            {
                LoserId = ExampleNames.OtherLead,
                Fields = new Dictionary<string, string> { ["business_name"] = "loser" },
            }
        ),
        ContractExample.Of(
            new MergeDone
            {
                SurvivorId = ExampleNames.Lead,
                LoserId = ExampleNames.OtherLead,
                At = ExampleNames.Start,
                By = ExampleNames.Agent,
                UndoUntil = ExampleNames.Start + MergeBounds.Undo,
                Repointed = [new RepointedCount("notes", 2)],
            }
        ),
        ContractExample.Of(
            new MergePlan
            {
                SurvivorId = ExampleNames.Lead,
                LoserId = ExampleNames.OtherLead,
                Fields =
                [
                    new MergedField("business_name", "Patel Krishi", "Patel Krishi Kendra")
                    {
                        Result = "Patel Krishi Kendra",
                        Wins = MergeSide.Loser,
                        Why = MergeWhy.Asked,
                    },
                    new MergedField("email", null, "r****@example.in")
                    {
                        Result = "r****@example.in",
                        Wins = MergeSide.Loser,
                        Why = MergeWhy.OnlyOne,
                    },
                ],
                Repointed = [new RepointedCount("notes", 2)],
                EndsPipelineId = "LP-2",
            }
        ),
        ContractExample.Of(
            new MergeUndone
            {
                SurvivorId = ExampleNames.Lead,
                LoserId = ExampleNames.OtherLead,
                At = ExampleNames.After(40),
                By = ExampleNames.Agent,
                Reversed = new Dictionary<string, int> { ["fields"] = 2, ["notes"] = 1 },
                Kept = new Dictionary<string, int> { ["notes"] = 1 },
                KeptFields = [],
            }
        ),
        ContractExample.Of(
            new DuplicatesFound([
                new DuplicateCandidate
                {
                    Id = ExampleNames.OtherLead,
                    Name = "Patel Krishi",
                    Grade = DuplicateGrade.Hard,
                    Reasons = [DuplicateReason.Gstin, DuplicateReason.Phone],
                    Status = "open",
                    OwnerId = ExampleNames.Agent,
                    CreatedAt = ExampleNames.Start,
                },
            ])
        ),
    ];
}
