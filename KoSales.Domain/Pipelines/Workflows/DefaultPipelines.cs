namespace KoSales.Domain.Pipelines.Workflows;

/// <summary>The pipelines that the first start creates; people edit them as new versions.</summary>
public static class DefaultPipelines
{
    /// <param name="taskWorkflow">The id of the task workflow made for a stage, by <c>{kind}.{stage}</c>;
    /// null where a stage has none.</param>
    public static IReadOnlyList<StageDefinition> Stages(
        PipelineKind kind,
        Func<string, string?> taskWorkflow
    )
    {
        var stages = kind switch
        {
            PipelineKind.Lead => Lead,
            PipelineKind.Contact => Contact,
            PipelineKind.Deal => Deal,
        };
        var prefix = WireNames<PipelineKind>.Of(kind);
        return
        [
            .. stages.Select(
                (stage, i) =>
                    stage with
                    {
                        Order = i + 1,
                        TaskWorkflowId = taskWorkflow($"{prefix}.{stage.Key}"),
                    }
            ),
        ];
    }

    private static IReadOnlyList<StageDefinition> Lead =>
        [
            Open("new", "New", 540, "contacted", "nurture", "lost", "junk"),
            Open("contacted", "Contacted", 1_620, "qualified", "nurture", "lost", "junk"),
            Open("qualified", "Qualified", 3_240, "converted", "nurture", "lost"),
            Open("nurture", "Nurture", null, "contacted", "qualified", "lost", "junk"),
            End("converted", "Converted", StageType.Won),
            End("lost", "Lost", StageType.Lost),
            End("junk", "Junk", StageType.Lost),
        ];

    private static IReadOnlyList<StageDefinition> Contact =>
        [
            Open("new", "New", 1_620, "documents", "active", "dormant", "closed"),
            Open("documents", "Documents", 5_400, "active", "dormant", "closed"),
            Open("active", "Active", null, "dormant", "closed"),
            Open("dormant", "Dormant", null, "active", "closed"),
            End("closed", "Closed", StageType.Lost),
        ];

    private static IReadOnlyList<StageDefinition> Deal =>
        [
            Open("enquiry", "Enquiry", 1_080, "quoted", "lost") with
            {
                Probability = 20,
            },
            Open("quoted", "Quoted", 3_240, "negotiation", "won", "lost") with
            {
                Probability = 50,
            },
            Open("negotiation", "Negotiation", 3_240, "won", "lost", "quoted") with
            {
                Probability = 70,
            },
            End("won", "Won", StageType.Won) with
            {
                Probability = 100,
            },
            End("lost", "Lost", StageType.Lost) with
            {
                Probability = 0,
            },
        ];

    private static StageDefinition Open(
        string key,
        string name,
        int? maxAgeMinutes,
        params IReadOnlyList<string> next
    ) =>
        new()
        {
            Key = key,
            Name = name,
            AllowedNext = next,
            MaxAgeMinutes = maxAgeMinutes,
        };

    private static StageDefinition End(string key, string name, StageType type) =>
        new()
        {
            Key = key,
            Name = name,
            Type = type,
        };
}
