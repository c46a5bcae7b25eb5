using System.Text;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines;

/// <summary>What each action does to a lead's pipeline in each stage, against
/// <c>Pipelines/states.approved.txt</c>. <c>KOSALES_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed class StateActionTests
{
    private static readonly PipelineDefinition Definition = new(
        "PW-1",
        1,
        PipelineKind.Lead,
        DefaultPipelines.Stages(PipelineKind.Lead, _ => null)
    );
    private static readonly MoveFacts NothingMissing = new(
        _ => true,
        _ => [],
        [],
        new HashSet<string>()
    );
    private static readonly string Approved = EndToEnd.Solution.PathOf(
        "tests",
        "KoSales.Tests",
        "Pipelines",
        "states.approved.txt"
    );

    [Fact]
    public void Every_action_in_every_state_does_what_was_approved()
    {
        var table = Table();
        if (Environment.GetEnvironmentVariable("KOSALES_WRITE_DOCS") == "1")
            File.WriteAllText(Approved, table);
        Assert.Equal(File.ReadAllText(Approved), table);
    }

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (
            var at in Definition
                .Stages.Select(s => At(s.Key))
                .Append(At("new") with { Status = PipelineStatus.Closed })
        )
        {
            text.Append(at.Stage).Append(' ').Append(at.Status).Append('\n');
            foreach (var to in Definition.Stages.Select(s => s.Key).Append("nowhere"))
            {
                text.Append("  to ")
                    .Append(to.PadRight(10))
                    .Append(Outcome(Move(at, to, false)))
                    .Append('\n');
                text.Append("  force to ")
                    .Append(to.PadRight(10))
                    .Append(Outcome(Move(at, to, true)))
                    .Append('\n');
            }

            text.Append("  lose ")
                .Append(Outcome(at.Lose("lost", "why", Definition, 0, By(Manager))))
                .Append('\n');
            text.Append("  junk ")
                .Append(Outcome(at.Lose("junk", "why", Definition, 0, By(Manager))))
                .Append('\n');
            text.Append("  reopen ")
                .Append(Outcome(at.Reopen(null, "why", Definition, By(Manager))))
                .Append('\n');
            text.Append("  reopen to lost ")
                .Append(Outcome(at.Reopen("lost", "why", Definition, By(Manager))))
                .Append('\n');
        }

        return text.ToString();
    }

    private static Pipeline At(string stage)
    {
        var started = Transition.Start(
            "LP-1",
            new EntityRef(EntityKind.Lead, "K0-100001"),
            Definition,
            new PipelineStart(Definition.Initial, null, null),
            By(Manager)
        );
        return stage == started.Stage ? started : Move(started, stage, true).Value.Pipeline;
    }

    private static Verdict<StageMove> Move(Pipeline pipeline, string to, bool forced) =>
        pipeline.Move(
            new MoveRequest(to, "why", null, forced),
            Definition,
            NothingMissing,
            0,
            By(Manager)
        );

    private static string Outcome(Verdict<StageMove> move) =>
        move.IsRefused
            ? string.Join(", ", move.Faults.Select(f => f.Code))
            : $"→ {move.Value.Pipeline.Stage} {move.Value.Pipeline.Status}";
}
