using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;

namespace KoSales.Tests.Pipelines.Workflows;

public sealed class DefaultDefinitionsTests
{
    [Theory]
    [InlineData(PipelineKind.Lead)]
    [InlineData(PipelineKind.Contact)]
    [InlineData(PipelineKind.Deal)]
    public void A_default_pipeline_passes_the_publish_checks(PipelineKind kind) =>
        Assert.Empty(DefinitionCheck.Faults(kind, DefaultPipelines.Stages(kind, _ => null)));

    [Fact]
    public void A_default_plan_passes_the_publish_checks() =>
        Assert.All(DefaultPlans.All.Values, p => Assert.Empty(PlanCheck.Faults(p.Plan)));

    [Fact]
    public void Every_stage_that_a_default_plan_names_may_follow_its_own() =>
        Assert.All(
            DefaultPlans.All,
            entry =>
            {
                var (kind, stage) = entry.Key.Split('.') is [var k, var s]
                    ? (Enum.Parse<PipelineKind>(k, ignoreCase: true), s)
                    : default;
                var allowed = DefaultPipelines
                    .Stages(kind, _ => null)
                    .Single(d => d.Key == stage)
                    .AllowedNext;
                var named = entry
                    .Value.Plan.Steps.SelectMany(x => x.Outcomes)
                    .SelectMany(o => new[] { o.NextStage, o.Retry?.ThenStage })
                    .Append(entry.Value.Plan.AutoAdvanceTo)
                    .OfType<string>();
                Assert.All(named, to => Assert.Contains(to, allowed));
            }
        );
}
