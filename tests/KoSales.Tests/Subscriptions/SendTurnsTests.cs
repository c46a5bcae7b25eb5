using KoSales.Functions.Subscriptions;
using KoSales.Functions.Subscriptions.Delivering;
using Microsoft.Extensions.Options;

namespace KoSales.Tests.Subscriptions;

public sealed class SendTurnsTests
{
    private readonly SendTurns _turns = new(Options.Create(new WebhookSettings { SideBySide = 3 }));

    [Fact]
    public void A_subscription_has_a_few_turns_at_once_and_gets_them_back()
    {
        var taken = Enumerable.Range(0, 3).Select(_ => _turns.TryTake("WHS-1")).ToArray();

        Assert.DoesNotContain(null, taken);
        Assert.Null(_turns.TryTake("WHS-1"));
        Assert.NotNull(_turns.TryTake("WHS-2"));
        taken[0]!.Dispose();
        Assert.NotNull(_turns.TryTake("WHS-1"));
    }

    [Fact]
    public void A_slow_one_has_a_single_turn_until_it_is_quick_again()
    {
        _turns.Note("WHS-1", isSlow: true);

        Assert.NotNull(_turns.TryTake("WHS-1"));
        Assert.Null(_turns.TryTake("WHS-1"));
        _turns.Note("WHS-1", isSlow: false);
        Assert.NotNull(_turns.TryTake("WHS-1"));
    }

    [Fact]
    public void All_together_leave_room_for_other_work()
    {
        var taken = Enumerable.Range(0, 40).Count(i => _turns.TryTake($"WHS-{i}") is not null);

        Assert.Equal(20, taken);
    }
}
