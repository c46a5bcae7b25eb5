using KoSales.Domain.Deals;
using KoSales.Domain.Notifications;
using KoSales.Functions.Invariants;
using KoSales.Functions.Notifications;
using KoSales.Functions.Writing;
using KoSales.Tests.Assignment;
using KoSales.Tests.Deals;
using static KoSales.Tests.Assignment.AssignmentRig;
using Stored = KoSales.Domain.Notifications.Notifications;

namespace KoSales.Tests.Invariants;

public sealed class InvariantTests : IAsyncLifetime
{
    private readonly DealRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Nothing_is_told_of_records_that_were_made_and_handed_on()
    {
        var (one, other) = (await _rig.AgentAsync(), await _rig.AgentAsync());
        var lead = await _rig.AssignAsync(await _rig.LeadAsync(), one);
        await _rig.DealAsync(one, lead);
        await _rig.AssignAsync(lead, other);

        Assert.Empty(await FoundAsync());
    }

    [Fact]
    public async Task A_deal_that_names_a_pipeline_that_is_not_its_own_is_told()
    {
        var deal = await _rig.DealAsync(await _rig.AgentAsync());
        await BreakAsync(deal, broken => broken with { PipelineId = "DP-999" });

        var found = await FoundAsync();

        Assert.Equal(
            [("deals", deal.Key), ("pipelines", deal.PipelineId!)],
            found.Select(v => (v.Check, v.Subject))
        );
    }

    [Fact]
    public async Task A_load_that_counts_too_much_is_told()
    {
        var agent = await _rig.AgentAsync();
        await _rig.AssignAsync(await _rig.LeadAsync(), agent);
        await _rig.CommitAsync(
            new WriteBatch().Patch(
                Domain.Loads.AgentLoads.Collection,
                Filter.Eq("id", agent),
                new Patch(_rig.Now, "test")
                {
                    Increment = new Dictionary<string, decimal> { ["open_leads"] = 1 },
                }
            )
        );

        var found = Assert.Single(await FoundAsync());

        Assert.Equal(("loads", agent), (found.Check, found.Subject));
    }

    [Fact]
    public async Task Administrators_are_told_once_a_day_of_what_is_there_twice()
    {
        var admin = await _rig.AgentAsync(a => a with { Roles = [Role.Admin] });
        var deal = await _rig.DealAsync(await _rig.AgentAsync());
        var watch = new InvariantWatch(
            new InvariantChecker(_rig.GetAll<IInvariant>()),
            new Staff(_rig.Store),
            new Inbox(_rig.Store, null!, _rig.Get<Commits>()),
            _rig.Get<TimeProvider>()
        );
        await _rig.Store.EnsureAsync(
            [.. _rig.GetAll<Collection>(), Stored.Collection],
            CancellationToken.None
        );

        var sound = await watch.RunAsync(CancellationToken.None);
        await BreakAsync(deal, broken => broken with { Stage = "nowhere" });
        var broken = await watch.RunAsync(CancellationToken.None);
        await watch.RunAsync(CancellationToken.None);

        var told = await _rig.Store.ListAsync(
            Stored.Collection,
            new Query(Stored.Collection, Filter.Everything),
            CancellationToken.None
        );
        var line = Assert.Single(told);
        Assert.Equal((0, 1), (sound, broken));
        Assert.Equal(
            (NotificationKind.InvariantsBroken, admin, 1L),
            (line.Kind, line.AgentId, line.Count)
        );
    }

    private async Task BreakAsync(Deal deal, Func<Deal, Deal> change)
    {
        var fresh = await _rig.FreshAsync(deal);
        await _rig.CommitAsync(
            new WriteBatch().Replace(
                DealStore.Collection,
                change(fresh) with
                {
                    Version = fresh.Version + 1,
                }
            )
        );
    }

    private async Task<List<Violation>> FoundAsync() =>
        await new InvariantChecker(_rig.GetAll<IInvariant>())
            .CheckAsync(CancellationToken.None)
            .ToListAsync();
}
