using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Migration;

/// <param name="Count">Open pipelines in the stage.</param>
public sealed record StageCount(string Stage, long Count);

/// <summary>Which stage of a newer workflow version takes the place of each stage of an older one.</summary>
public sealed record StageMap(
    PipelineDefinition From,
    PipelineDefinition To,
    IReadOnlyDictionary<string, string> Stages
)
{
    /// <summary>What is wrong with the map itself: stages that do not exist, ends as targets. Every fault
    /// at once.</summary>
    public IReadOnlyList<Fault> Faults() =>
        [.. Stages.SelectMany(pair => FaultsOf(pair.Key, pair.Value))];

    /// <summary>Stages in which pipelines are running and that the map does not cover.</summary>
    public IReadOnlyList<StageCount> Orphans(IReadOnlyList<StageCount> running) =>
        [.. running.Where(r => r.Count > 0 && !Stages.ContainsKey(r.Stage))];

    /// <summary>One fault per orphaned stage, after the one that says what is the matter; none when there
    /// is no orphan.</summary>
    public static IReadOnlyList<Fault> Refusal(IReadOnlyList<StageCount> orphans) =>
        orphans.Count == 0
            ? []
            :
            [
                new Fault(
                    FaultKind.Invalid,
                    "workflow.migration_orphans",
                    $"{orphans.Sum(o => o.Count)} running pipelines are in stages that the map does not cover."
                ),
                .. orphans.Select(o =>
                    Fault.Invalid(
                        "/stage_map",
                        "workflow.orphaned_stage",
                        $"{o.Count} pipelines are in '{o.Stage}'; say which stage takes its place."
                    )
                ),
            ];

    /// <summary>An open pipeline of the older version as it goes on in the newer one. Where the stage keeps
    /// its key the visit goes on; otherwise the new stage is
    /// entered as a visit of its own, for which the checks of a transition do not apply.</summary>
    /// <returns>The pipeline and, when a stage is entered, the move.</returns>
    public (Pipeline Pipeline, StageMove? Move) Migrate(
        Pipeline pipeline,
        int businessMinutes,
        Command command
    )
    {
        var into = To.Find(Stages[pipeline.Stage])!;
        var raised = pipeline with { WorkflowVersion = To.WorkflowVersion };
        if (into.Key == pipeline.Stage)
            return (
                raised with
                {
                    Version = pipeline.Version + 1,
                    UpdatedAt = command.Now,
                    UpdatedBy = command.Actor.Id,
                },
                null
            );
        var move = Transition.Enter(
            raised,
            into,
            new MoveRequest(into.Key, $"migrated to version {To.WorkflowVersion}", null),
            businessMinutes,
            command
        );
        return (move.Pipeline, move);
    }

    private IEnumerable<Fault> FaultsOf(string from, string to)
    {
        var pointer =
            "/stage_map/"
            + from.Replace("~", "~0", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal);
        if (From.Find(from) is not { IsTerminal: false })
            yield return Fault.Invalid(
                pointer,
                "workflow.unknown_stage",
                $"Version {From.WorkflowVersion} has no open stage of this name."
            );
        if (To.Find(to) is not { IsTerminal: false })
            yield return Fault.Invalid(
                pointer,
                "workflow.unknown_stage",
                $"Version {To.WorkflowVersion} has no open stage '{to}'."
            );
    }
}
