using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Evaluation;

namespace KoSales.Tests.Cohorts.Evaluation;

/// <summary>Members that followed every change by itself are the members that a full evaluation finds,
/// whatever was done, in whatever order it was told of.</summary>
public sealed class DriftTests : IAsyncLifetime
{
    private static readonly string[] Rules =
    [
        """{"field": "kind", "op": "eq", "value": "dealer"}""",
        """{"all": [{"field": "address.state_code", "op": "in", "value": ["23", "27"]}, """
            + """{"not": {"field": "tags", "op": "contains_any", "value": ["cold"]}}]}""",
        """{"field": "created_at", "op": "within_last", "value": "3d"}""",
        """{"field": "updated_at", "op": "older_than", "value": "30h"}""",
        """{"any": [{"field": "next_action_at", "op": "within_next", "value": "2d"}, {"field": "next_action_at", "op": "in_period", "value": "today"}]}""",
        """{"not": {"field": "created_at", "op": "in_period", "value": "this_week"}}""",
        """{"field": "tasks.open", "op": "gte", "value": 1}""",
        """{"any": [{"field": "tasks.overdue", "op": "gte", "value": 1}, {"field": "tasks.next_due_at", "op": "within_next", "value": "6h"}]}""",
        """{"all": [{"field": "stage", "op": "eq", "value": "contacted"}, {"field": "pipeline.stage_entered_at", "op": "older_than", "value": "1d"}]}""",
        """{"any": [{"field": "status", "op": "ne", "value": "open"}, {"field": "lost_reason", "op": "exists", "value": true}]}""",
        """{"any": [{"field": "assigned_at", "op": "within_last", "value": "2d"}, {"field": "first_response_at", "op": "exists", "value": true}]}""",
        """{"all": [{"field": "owner_id", "op": "exists", "value": true}, {"field": "score", "op": "gte", "value": 1}]}""",
    ];

    private static readonly string[] OfRelated =
    [
        """{"any": [{"field": "deals.open", "op": "gte", "value": 2}, {"field": "deals.open_inr", "op": "gte", "value": 30000}]}""",
        """{"all": [{"field": "deals.won", "op": "gte", "value": 1}, {"field": "deals.last_won_at", "op": "within_last", "value": "3d"}]}""",
        """{"any": [{"field": "deals.lost", "op": "gte", "value": 1}, {"field": "deals.won_inr", "op": "gte", "value": 20000}]}""",
        """{"any": [{"field": "last_call.disposition", "op": "eq", "value": "no_answer"}, {"field": "last_call.at", "op": "older_than", "value": "2d"}]}""",
        """{"all": [{"field": "last_call.status", "op": "eq", "value": "missed"}, {"field": "last_call.direction", "op": "eq", "value": "inbound"}]}""",
    ];

    private readonly CohortRig _rig = new();
    private readonly List<Cohort> _cohorts = [];

    /// <summary>Cohorts that had a member at the end of some round.</summary>
    private readonly HashSet<string> _everMembers = [];

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Members_never_drift(int seed)
    {
        await MakeCohortsAsync();
        var edits = new RandomEdits(_rig, _cohorts, new Random(seed));
        await AssertNoDriftAsync(edits, edits.DoAsync, 8, $"seed {seed}");
        Assert.NotEmpty(await _rig.AllAsync(CohortMember.Collection));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Members_do_not_drift_as_deals_and_calls_change(int seed)
    {
        foreach (var rule in OfRelated)
            _cohorts.Add(await _rig.CohortAsync(rule));
        var edits = new RandomEdits(_rig, _cohorts, new Random(seed));
        await AssertNoDriftAsync(edits, edits.DoRelatedAsync, 30, $"seed {seed}");
        Assert.Empty(_cohorts.Select(c => c.Key).Except(_everMembers));
    }

    private async Task AssertNoDriftAsync(
        RandomEdits edits,
        Func<Task> editAsync,
        int rounds,
        string name
    )
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < 25; i++)
                await editAsync();
            await _rig.DeliverAsync();
            await _rig.TurnAsync();
            await _rig.Get<CohortKeeper>().LookAsync(CancellationToken.None);
            foreach (var cohort in _cohorts)
                await AssertRightAsync(
                    cohort,
                    $"{name}, round {round}:\n{string.Join('\n', edits.Story)}"
                );
        }

        foreach (var cohort in _cohorts)
            Assert.Equal(
                0,
                (await _rig.LoadAsync(cohort)).IsLive ? await _rig.ReconcileAsync(cohort) : 0
            );
        Assert.True(edits.Story.Count > 100, "the edits came to nothing");
    }

    private async Task MakeCohortsAsync()
    {
        foreach (var rule in Rules)
            _cohorts.Add(await _rig.CohortAsync(rule));
        _cohorts.Add(await _rig.CohortAsync(null));
        _cohorts.Add(
            await _rig.CohortAsync(Rules[1], body => body with { Mode = CohortMode.Hybrid })
        );
        _cohorts.Add(await _rig.CohortAsync($$"""{"all": [{{In(0, 2)}}, {"not": {{In(1)}}}]}"""));
        _cohorts.Add(await _rig.CohortAsync($$"""{"not": {{In(14, 12)}} }"""));
        foreach (var rule in OfRelated)
            _cohorts.Add(await _rig.CohortAsync(rule));
    }

    private string In(params int[] cohorts) =>
        $$"""{"field": "cohorts", "op": "contains_any", "value": [{{string.Join(", ", cohorts.Select(c => $"\"{_cohorts[c].Key}\""))}}]}""";

    private async Task AssertRightAsync(Cohort cohort, string story)
    {
        if (await _rig.AfreshAsync(cohort) is not { } wanted)
            return;
        var found = await _rig.MembersAsync(cohort);
        if (found.Count > 0)
            _everMembers.Add(cohort.Key);
        Assert.True(
            wanted.SequenceEqual(found),
            $"{cohort.Rule}\nmissing {string.Join(' ', wanted.Except(found))}, too many {string.Join(' ', found.Except(wanted))}\n{story}"
        );
    }
}
