using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Invariants;
using KoSales.Functions.Pipelines.Moves;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines;

public sealed class LedgerTests(PipelineRig rig) : IClassFixture<PipelineRig>
{
    [Fact]
    public async Task A_lead_out_of_step_is_found_and_rebuilt_from_the_ledger()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "lost");
        await BreakAsync(lead, "\"contacted\"", "\"open\"");
        Assert.Contains(
            await ViolationsAsync(),
            v =>
                v.Subject == lead.PipelineId
                && v.Detail.Contains("contacted", StringComparison.Ordinal)
        );
        Assert.False(
            (
                await rig.Get<PipelineRepair>()
                    .RebuildAsync(lead.PipelineId!, By(PipelineRig.Admin), CancellationToken.None)
            ).IsRefused
        );
        var mended = await rig.LoadAsync(lead.Id);
        Assert.Equal(
            ("lost", LeadStatus.Lost, "told so"),
            (mended.Stage, mended.Status, mended.LostReason)
        );
        Assert.DoesNotContain(await ViolationsAsync(), v => v.Subject == lead.PipelineId);
    }

    [Fact]
    public async Task Rebuilding_what_is_in_step_writes_nothing()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "contacted");
        var before = await rig.ImageAsync();
        await rig.Get<PipelineRepair>()
            .RebuildAsync(lead.PipelineId!, By(PipelineRig.Admin), CancellationToken.None);
        Assert.Equal(before, await rig.ImageAsync());
        Assert.Equal(
            "pipeline.not_found",
            (
                await rig.Get<PipelineRepair>()
                    .RebuildAsync("LP-999999", By(PipelineRig.Admin), CancellationToken.None)
            )
                .Faults.Single()
                .Code
        );
    }

    /// <summary>An erasure blanks the reason of the lead, and the ledger keeps its own.</summary>
    [Fact]
    public async Task An_erased_lead_in_step_is_left_alone_by_a_rebuild()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "lost");
        await SetAsync(
            lead,
            ("lost_reason", null),
            ("erased_at", $"\"{InstantConverter.Write(Now)}\"")
        );
        var before = await rig.ImageAsync();

        var rebuilt = await rig.Get<PipelineRepair>()
            .RebuildAsync(lead.PipelineId!, By(PipelineRig.Admin), CancellationToken.None);

        Assert.False(rebuilt.IsRefused);
        Assert.Equal(before, await rig.ImageAsync());
    }

    [Theory]
    [InlineData(true, "lead.erased")]
    [InlineData(false, "lead.status_forbids")]
    public void A_lead_that_is_erased_or_converted_does_not_follow_its_pipeline(
        bool isErased,
        string code
    )
    {
        var into = new LeadConversion("CON-1", null, null, Now, Manager.Id);
        var lead = isErased
            ? Open with
            {
                ErasedAt = Now,
            }
            : Open.Convert(into, "converted", By(Manager)).Entity;
        var contacted = new StageDefinition
        {
            Key = "contacted",
            Name = "Contacted",
            Type = StageType.Open,
        };

        var entered = LeadFields.Decisions.Enter(
            lead,
            contacted,
            "again",
            Holder.Nobody,
            By(Manager)
        );

        Assert.Equal(code, Assert.Single(entered.Faults).Code);
    }

    [Fact]
    public async Task A_walk_of_sound_pipelines_finds_nothing()
    {
        var lead = await rig.LeadAsync();
        foreach (var stage in new[] { "contacted", "nurture", "qualified", "converted" })
            await rig.MoveAsync(lead, stage);
        await rig.AssertInStepAsync(lead);
        Assert.DoesNotContain(await ViolationsAsync(), v => v.Subject == lead.PipelineId);
    }

    private Task BreakAsync(Lead lead, string stage, string status) =>
        SetAsync(lead, ("stage", stage), ("status", status));

    private async Task SetAsync(Lead lead, params (string Member, string? Json)[] members)
    {
        var patch = new Patch(Now, "test")
        {
            Set = members.ToDictionary(m => m.Member, m => m.Json),
        };
        Assert.True(
            (
                await rig.Store.CommitAsync(
                    new WriteBatch().Patch(
                        LeadStore.Collection,
                        Filter.Eq("id", lead.Id.Value),
                        patch,
                        1
                    ),
                    CancellationToken.None
                )
            ).IsCommitted
        );
    }

    private async Task<IReadOnlyList<Violation>> ViolationsAsync()
    {
        List<Violation> found = [];
        await foreach (
            var violation in rig.Get<PipelineInvariants>()
                .CheckAsync(PipelineKind.Lead, CancellationToken.None)
        )
            found.Add(violation);
        return found;
    }
}
