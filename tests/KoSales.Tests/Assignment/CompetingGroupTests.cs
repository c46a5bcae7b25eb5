using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Planning;

namespace KoSales.Tests.Assignment;

public sealed class CompetingGroupTests
{
    [Fact]
    public void A_group_is_the_same_whatever_the_order_and_another_with_other_weights()
    {
        var group = Of(("A0-0002", 1), ("A0-0003", 2));
        Assert.Equal(group.Id, Of(("A0-0003", 2), ("A0-0002", 1)).Id);
        Assert.NotEqual(group.Id, Of(("A0-0002", 1), ("A0-0003", 1)).Id);
        Assert.NotEqual(group.Id, Of(("A0-0002", 1)).Id);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void With_equal_weights_nobody_is_ever_more_than_one_ahead(int agents)
    {
        var group = Of([.. Enumerable.Range(2, agents).Select(i => ($"A0-{i:D4}", 1m))]);
        Dictionary<string, int> given = [];
        for (var turn = 0; turn < 100; turn++)
        {
            var next = group.Next(Turns(given)).AgentId;
            given[next] = given.GetValueOrDefault(next) + 1;
            int[] counts = [.. group.Agents.Select(a => given.GetValueOrDefault(a.AgentId))];
            Assert.True(
                counts.Max() - counts.Min() <= 1,
                $"turn {turn}: {string.Join(' ', counts)}"
            );
        }
    }

    [Fact]
    public void Weights_are_met_exactly_over_a_whole_round()
    {
        var group = Of(("A0-0002", 1), ("A0-0003", 2), ("A0-0004", 0.5m));
        Dictionary<string, int> given = [];
        for (var turn = 0; turn < 700; turn++)
        {
            var next = group.Next(Turns(given)).AgentId;
            given[next] = given.GetValueOrDefault(next) + 1;
        }

        Assert.Equal((200, 400, 100), (given["A0-0002"], given["A0-0003"], given["A0-0004"]));
    }

    private static AssignmentTurns Turns(Dictionary<string, int> given) =>
        new()
        {
            Id = "g",
            Given = given.ToDictionary(g => AssignmentTurns.KeyOf(g.Key), g => g.Value),
        };

    private static CompetingGroup Of(params (string Id, decimal Weight)[] agents) =>
        CompetingGroup.Of(
            agents.Select(a => new Candidate(a.Id, a.Weight, null, 0, 0, new Skills()))
        );
}
