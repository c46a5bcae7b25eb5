using NodaTime;

namespace KoSales.Tests.Events;

public sealed class RelayPlanTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    [Fact]
    public void The_oldest_due_events_are_taken_without_a_gap()
    {
        var plan = RelayPlan.Of(
            [At("1", -3), At("2", -2), At("3", 5), At("4", -1)],
            Now,
            busyUntil: null
        );

        Assert.Equal(["1", "2"], plan.Walk.Select(e => e.Id));
        Assert.Equal(["4"], plan.Postpone.Select(e => e.Id));
        Assert.True(plan.Until > Now + Duration.FromSeconds(5));
    }

    [Fact]
    public void Nothing_is_taken_behind_an_older_one_that_is_not_due()
    {
        var plan = RelayPlan.Of([At("1", 5), At("2", -2)], Now, busyUntil: null);

        Assert.Empty(plan.Walk);
        Assert.Equal(["2"], plan.Postpone.Select(e => e.Id));
    }

    [Fact]
    public void Nothing_is_taken_of_an_entity_in_hand()
    {
        var plan = RelayPlan.Of(
            [At("1", -5), At("2", 2)],
            Now,
            busyUntil: Now + Duration.FromMinutes(1)
        );

        Assert.Empty(plan.Walk);
        Assert.Equal(["1"], plan.Postpone.Select(e => e.Id));
        Assert.Equal(Now + Duration.FromMinutes(1), plan.Until);
    }

    [Fact]
    public void Ids_follow_the_order_in_which_they_were_made_even_when_the_clock_goes_back()
    {
        string[] ids =
        [
            .. Enumerable
                .Range(0, 5_000)
                .Select(i => OrderedId.Next(Now - Duration.FromMilliseconds(i % 7))),
        ];

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(7, Guid.ParseExact(id, "N").Version));
    }

    private static OutboxEvent At(string id, int seconds) =>
        new()
        {
            Id = id,
            Type = "lead.updated",
            Entity = new EntityRef(EntityKind.Lead, "K0-1"),
            Causation = "c",
            NextAttemptAt = Now + Duration.FromSeconds(seconds),
        };
}
