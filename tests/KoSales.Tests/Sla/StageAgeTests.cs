using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Storage;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Sla;
using KoSales.Functions.Writing;
using KoSales.Tests.Flows;
using NodaTime;

namespace KoSales.Tests.Sla;

public sealed class StageAgeTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_visit_that_lasts_too_long_is_told_of_once_and_the_next_visit_has_a_clock_of_its_own()
    {
        var lead = await _rig.LeadAsync();
        var pipeline = await _rig.PipelineAsync(lead);
        // 540 business minutes from Wednesday 10:00, in days of nine hours.
        Assert.Equal(FlowRig.Start + Duration.FromDays(1), pipeline.RotsAt);
        _rig.Now = pipeline.RotsAt!.Value - Duration.FromSeconds(1);
        Assert.Equal(0, await SweepAsync());
        _rig.Now = pipeline.RotsAt.Value;
        Assert.Equal((1, 0), (await SweepAsync(), await SweepAsync()));
        var rotten = await _rig.PipelineAsync(lead);
        Assert.Equal((pipeline.RotsAt, null), (rotten.RottenAt, rotten.RotsAt));

        await _rig.CompleteAsync(lead, "connected");
        await _rig.ReconcileAsync(lead);
        var moved = await _rig.PipelineAsync(lead);
        Assert.Equal((2, null), (moved.Visit, moved.RottenAt));
        _rig.Now = moved.RotsAt!.Value;
        Assert.Equal((1, 0), (await SweepAsync(), await SweepAsync()));
        Assert.Equal(["new 1", "contacted 2"], await ToldAsync());
    }

    [Fact]
    public async Task A_pipeline_that_has_ended_is_old_but_not_rotten()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "not_interested");
        await _rig.ReconcileAsync(lead);
        Assert.Null((await _rig.PipelineAsync(lead)).RotsAt);
        _rig.Now += Duration.FromDays(30);
        Assert.Equal(0, await SweepAsync());
    }

    private async Task<int> SweepAsync()
    {
        var pages = new SweepPages(
            _rig.Store,
            _rig.Get<IEventDispatcher>(),
            _rig.Get<TimeProvider>()
        );
        return (
            await new StageAgeRounds(_rig.Get<WorkflowBook>(), _rig.Get<IBusinessTime>()).MarkAsync(
                pages,
                CancellationToken.None
            )
        ).Count;
    }

    private async Task<IReadOnlyList<string>> ToldAsync() =>
        [
            .. (
                await _rig.Store.ListAsync(
                    OutboxEvents.Collection,
                    new Query(OutboxEvents.Collection, Filter.Eq("type", SlaEvents.Breached))
                    {
                        Limit = 100,
                    },
                    CancellationToken.None
                )
            )
                .OrderBy(e => e.CreatedAt)
                .Select(e =>
                    $"{e.Data!.Value.GetProperty("stage")} {e.Data.Value.GetProperty("visit")}"
                ),
        ];
}
