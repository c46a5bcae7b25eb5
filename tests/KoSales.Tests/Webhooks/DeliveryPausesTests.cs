using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Tests.Webhooks;

public sealed class DeliveryPausesTests
{
    private static readonly DeliveryPauses Pauses = new(
        Duration.FromSeconds(5),
        Duration.FromHours(8),
        10
    );

    [Fact]
    public void Ten_attempts_take_about_a_day()
    {
        var whole = Enumerable
            .Range(1, 9)
            .Select(n => Pauses.After(n, "WHS-1.a"))
            .Aggregate(Duration.Zero, (sum, pause) => sum + pause);

        Assert.InRange(whole.TotalHours, 20, 30);
        Assert.False(Pauses.IsLast(9));
        Assert.True(Pauses.IsLast(10));
    }

    [Fact]
    public void Pauses_grow_up_to_the_longest_and_a_fifth()
    {
        var pauses = Enumerable.Range(1, 12).Select(n => Pauses.After(n, "WHS-1.a")).ToArray();

        Assert.InRange(pauses[0].TotalSeconds, 5, 6);
        Assert.InRange(pauses[2].TotalSeconds, 80, 96);
        Assert.All(pauses, p => Assert.True(p <= Duration.FromHours(8) * 1.2));
    }

    [Fact]
    public void A_receiver_gets_the_time_that_it_asks_for_up_to_the_longest_pause()
    {
        Assert.InRange(Pauses.After(1, "WHS-1.a", Duration.FromMinutes(2)).TotalSeconds, 120, 144);
        Assert.InRange(Pauses.After(1, "WHS-1.a", Duration.FromDays(30)).TotalHours, 8, 9.6);
        Assert.Equal(
            Pauses.After(3, "WHS-1.a"),
            Pauses.After(3, "WHS-1.a", Duration.FromSeconds(1))
        );
    }

    [Fact]
    public void Deliveries_that_failed_together_do_not_come_together()
    {
        var pauses = Enumerable.Range(0, 200).Select(i => Pauses.After(3, $"WHS-1.{i}")).ToList();

        Assert.True(pauses.Distinct().Count() > 150);
        Assert.Equal(Pauses.After(3, "WHS-1.7"), Pauses.After(3, "WHS-1.7"));
    }
}
