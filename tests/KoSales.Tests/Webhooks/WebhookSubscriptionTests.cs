using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Tests.Webhooks;

public sealed class WebhookSubscriptionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 4, 0);
    private static readonly Command Command = new(Actor.System, Now, "test");

    private static readonly WebhookSubscription Active = new()
    {
        Id = WebhookSubscriptionId.Of("WHS-1"),
        Name = "Marketing",
        Url = "https://hooks.example.com/",
        EventTypes = ["lead.created"],
    };

    [Fact]
    public void What_the_app_disabled_is_enabled_by_a_person()
    {
        var disabled = Active.Disable(DisabledReason.Gone, Command);
        var enabled = disabled.Enable(Command).Value;

        Assert.Equal(SubscriptionStatus.Disabled, disabled.Status);
        Assert.Equal((DisabledReason.Gone, Now), (disabled.DisabledReason, disabled.DisabledAt));
        Assert.Equal("webhook.disabled", disabled.Turned(SubscriptionStatus.Active).Faults[0].Code);
        Assert.True(enabled.IsLive);
        Assert.Null(enabled.DisabledReason);
        Assert.Equal("webhook.active", enabled.Enable(Command).Faults[0].Code);
    }

    [Fact]
    public void A_paused_one_is_not_disabled()
    {
        var paused = Active.Turned(SubscriptionStatus.Paused).Value;

        Assert.False(paused.IsLive);
        Assert.Same(paused, paused.Disable(DisabledReason.Failing, Command));
        Assert.True(paused.Turned(SubscriptionStatus.Active).Value.IsLive);
        Assert.Equal("webhook.status", Active.Turned(SubscriptionStatus.Disabled).Faults[0].Code);
    }

    [Theory]
    [InlineData("WHS-1", true)]
    [InlineData("marketing ", true)]
    [InlineData("Sales", false)]
    public void A_cohort_names_it_by_id_or_name(string name, bool isMeant) =>
        Assert.Equal(isMeant, Active.IsCalled(name));

    [Theory]
    [InlineData(19, 1, null)]
    [InlineData(20, 1, DisabledReason.GivenUp)]
    [InlineData(3, 119, null)]
    [InlineData(3, 120, DisabledReason.Failing)]
    public void It_is_given_up_after_many_failures_or_long_silence(
        int dead,
        int hours,
        DisabledReason? reason
    )
    {
        var figures = new SubscriptionFigures
        {
            Id = "WHS-1",
            DeadInARow = dead,
            FailingSince = Now - Duration.FromHours(hours),
        };

        Assert.Equal(reason, figures.Ending(Now, Duration.FromDays(5), 20));
    }

    [Fact]
    public void A_delivery_is_replayed_in_a_round_of_its_own()
    {
        var delivery = new OutboundDelivery
        {
            Id = OutboundDelivery.IdOf("WHS-1", "e"),
            SubscriptionId = "WHS-1",
            EventId = "e",
            Type = "lead.created",
            OccurredAt = Now,
            NextAttemptAt = Now,
        };
        var failed = delivery.Waits(new OutboundAttempt(Now, 500, "http_500", 9), Now, Command);
        var arrived = failed.Arrived(new OutboundAttempt(Now, 200, null, 9), Command);
        var again = arrived.Replay(Command).Value;

        Assert.Equal("webhook.delivery_pending", delivery.Replay(Command).Faults[0].Code);
        Assert.False(delivery.Replay(Command with { Now = Now + Duration.FromHours(2) }).IsRefused);
        Assert.Equal(
            (OutboundStatus.Delivered, 2, 2),
            (arrived.Status, arrived.AttemptCount, arrived.Attempts.Count)
        );
        Assert.Equal((OutboundStatus.Pending, 2), (again.Status, again.Round));
        Assert.Equal("WHS-1.e", OutboundDelivery.InstanceOf(again.Id, 1));
        Assert.Equal("WHS-1.e.2", OutboundDelivery.InstanceOf(again.Id, 2));
    }

    [Fact]
    public void Of_many_attempts_the_last_twenty_are_kept_and_all_are_counted()
    {
        var delivery = new OutboundDelivery
        {
            Id = "WHS-1.e",
            SubscriptionId = "WHS-1",
            EventId = "e",
            Type = "lead.created",
            OccurredAt = Now,
        };
        for (var i = 0; i < 25; i++)
            delivery = delivery.Waits(new OutboundAttempt(Now, 500, "http_500", i), Now, Command);

        Assert.Equal((25, 20), (delivery.AttemptCount, delivery.Attempts.Count));
        Assert.Equal(24, delivery.Attempts[^1].LatencyMs);
    }
}
