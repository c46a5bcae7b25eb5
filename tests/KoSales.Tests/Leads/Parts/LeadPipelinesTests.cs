using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Pipelines;
using KoSales.Tests.Pipelines;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads.Parts;

public sealed class LeadPipelinesTests(PipelineRig rig) : IClassFixture<PipelineRig>
{
    [Fact]
    public async Task Losing_and_reopening_a_lead_goes_through_its_pipeline()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "contacted");
        Assert.Equal(
            "lost",
            (await rig.Desk.LoseAsync(lead.Id, "no money", By(Manager), CancellationToken.None))
                .Value
                .Stage
        );
        Assert.Equal(
            ("no money", PipelineStatus.Lost),
            (
                (await rig.PipelineAsync(lead)).History[^1].Reason,
                (await rig.PipelineAsync(lead)).Status
            )
        );
        await rig.AssertInStepAsync(lead);
        Assert.Equal(
            "contacted",
            (
                await rig.Desk.ReopenAsync(
                    lead.Id,
                    "called back",
                    By(Manager),
                    CancellationToken.None
                )
            )
                .Value
                .Stage
        );
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task A_junk_lead_ends_in_the_junk_stage_wherever_it_was()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "qualified", forced: true);
        Assert.Equal(
            "junk",
            (await rig.Desk.JunkAsync(lead.Id, "wrong number", By(Manager), CancellationToken.None))
                .Value
                .Stage
        );
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task A_pipeline_is_closed_with_the_deletion_of_its_lead_and_goes_on_with_its_restoration()
    {
        var lead = await rig.LeadAsync();
        await rig.Desk.DeleteAsync(lead.Id, null, By(Manager), CancellationToken.None);
        Assert.Equal(PipelineStatus.Closed, (await rig.PipelineAsync(lead)).Status);
        Assert.Equal(
            "pipeline.entity_gone",
            (await rig.MoveAsync(lead, "contacted")).Faults.Single().Code
        );
        await rig.Desk.RestoreAsync(lead.Id, By(Manager), CancellationToken.None);
        Assert.False((await rig.MoveAsync(lead, "contacted")).IsRefused);
        var types = (await rig.EventsAsync(lead.Id)).Select(e => e.Type);
        Assert.Equal(
            [
                PipelineEvents.Started,
                PipelineEvents.Closed,
                PipelineEvents.Resumed,
                PipelineEvents.StageChanged,
            ],
            types.Where(t => t.StartsWith("pipeline.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_deleted_lost_lead_stays_lost_when_it_is_restored()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "lost");
        await rig.Desk.DeleteAsync(lead.Id, null, By(Manager), CancellationToken.None);
        await rig.Desk.RestoreAsync(lead.Id, By(Manager), CancellationToken.None);
        Assert.Equal(PipelineStatus.Lost, (await rig.PipelineAsync(lead)).Status);
    }

    [Fact]
    public async Task A_bulk_intake_starts_pipelines_unless_told_not_to()
    {
        var (with, without) = (
            await rig.DraftAsync(("name", "A"), ("phone", "9822222222"), ("kind", "farmer")),
            await rig.DraftAsync(("name", "B"), ("phone", "9833333333"), ("kind", "farmer"))
        );
        var intake = rig.Get<IBulkLeadIntake>();
        var started = (
            await intake.CreateManyAsync(
                [with],
                new BulkOptions(DuplicatePolicy.Skip),
                By(Manager),
                CancellationToken.None
            )
        ).Single();
        var bare = (
            await intake.CreateManyAsync(
                [without],
                new BulkOptions(DuplicatePolicy.Skip) { Start = false },
                By(Manager),
                CancellationToken.None
            )
        ).Single();
        await rig.AssertInStepAsync(await rig.LoadAsync(started.Lead!.Value));
        var lead = await rig.LoadAsync(bare.Lead!.Value);
        Assert.Equal((null, null), (lead.PipelineId, lead.Stage));
        Assert.Equal(
            LeadStatus.Lost,
            (await rig.Desk.LoseAsync(lead.Id, "no money", By(Manager), CancellationToken.None))
                .Value
                .Status
        );
    }
}
