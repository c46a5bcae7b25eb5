using KoSales.Domain.Inbound;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Tests.Inbound;

public sealed class InboundDecisionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 6, 0);

    private static readonly InboundRetries Retries = new(
        3,
        Duration.FromSeconds(5),
        Duration.FromSeconds(60)
    );

    private static readonly Command Admin = new(Actor.System, Now, "trace");

    private static readonly InboundDelivery Received = new()
    {
        Id = "inventory:evt_1",
        Type = "customer.updated",
        BodyHash = "00",
        Status = InboundStatus.Received,
        Body = new SealedBytes("k1", "w", "c"),
        CreatedAt = Now - Duration.FromMilliseconds(250),
    };

    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(1, 1, 2.5)]
    [InlineData(3, 0, 20)]
    [InlineData(9, 0, 60)]
    [InlineData(99, 1, 30)]
    public void Pauses_double_up_to_the_longest_and_jitter_takes_half_at_most(
        int attempts,
        double jitter,
        double seconds
    ) => Assert.Equal(Duration.FromSeconds(seconds), Retries.After(attempts, jitter));

    [Fact]
    public void A_failure_is_tried_again_until_the_last_attempt_and_a_hopeless_one_is_dead_at_once()
    {
        var failed = InboundOutcome.Failed("Timeout");

        Assert.Equal(InboundStatus.Failed, Received.StatusAfter(failed, Retries));
        Assert.Equal(
            InboundStatus.Dead,
            (Received with { Attempts = 2 }).StatusAfter(failed, Retries)
        );
        Assert.Equal(
            InboundStatus.Dead,
            Received.StatusAfter(InboundOutcome.Hopeless("unreadable"), Retries)
        );
    }

    [Fact]
    public void What_is_over_forgets_its_body_and_what_waits_for_a_person_keeps_it()
    {
        var retry = new InboundRetry(Retries, 0);
        var over = Received.Settled(InboundOutcome.Stale(), retry, Now).Set;
        var waits = Received
            .Settled(InboundOutcome.Quarantined("who", ["CT-1"], ("a", "b\"c")), retry, Now)
            .Set;

        Assert.True(over.ContainsKey("body"));
        Assert.Null(over["body"]);
        Assert.Equal("250", over["lag_milliseconds"]);
        Assert.Null(over["next_attempt_at"]);
        Assert.False(waits.ContainsKey("body"));
        Assert.Equal("""["CT-1"]""", waits["candidates"]);
        Assert.Equal("""{"a":"b\"c"}""", waits["facts"]);
    }

    [Fact]
    public void A_replay_gives_all_attempts_again_and_is_refused_for_what_is_over()
    {
        var dead = Received with { Status = InboundStatus.Dead, Attempts = 3, Error = "x" };

        var again = dead.Replayed("CT-7", Duration.FromSeconds(15), Admin).Value;
        var over = (Received with { Status = InboundStatus.Processed, Body = null }).Replayed(
            null,
            Duration.Zero,
            Admin
        );

        Assert.Equal(
            (InboundStatus.Received, 0, "CT-7"),
            (again.Status, again.Attempts, again.Choice)
        );
        Assert.Equal(Now + Duration.FromSeconds(15), again.NextAttemptAt);
        Assert.Equal("webhook_event.over", over.Faults[0].Code);
    }

    [Theory]
    [InlineData("evt_1", "inventory:evt_1")]
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJek", "inventory:msg_p5jXN8AQM9LWM0D4loKWxJek")]
    public void A_plain_id_names_its_delivery(string id, string expected) =>
        Assert.Equal(expected, DeliveryIds.Of("inventory", id));

    [Theory]
    [InlineData("9876501234")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("किसान")]
    public void An_id_that_is_none_or_somebodys_number_is_hashed(string id)
    {
        var hashed = DeliveryIds.Of("inventory", id);

        Assert.Equal("inventory:".Length + 64, hashed.Length);
        Assert.DoesNotContain(id, hashed, StringComparison.Ordinal);
        Assert.NotEqual(hashed, DeliveryIds.Of("inventory", id + "x"));
    }

    [Fact]
    public void A_delivery_of_an_earlier_release_is_the_inventory_systems_and_over()
    {
        const string stored = """
            {"id": "evt_1", "version": 1, "body_hash": "00", "type": "order.rejected", "reference": "DFT-1.1",
             "reason": "stock", "created_at": "2026-11-27T06:00:00.000Z", "updated_at": "2026-11-27T06:00:00.000Z"}
            """;

        var read = Deliveries.Collection.Read(
            new RawDocument("evt_1", 1, System.Text.Encoding.UTF8.GetBytes(stored))
        );

        Assert.Equal(
            (InboundSources.Inventory, InboundStatus.Processed),
            (read.Source, read.Status)
        );
        Assert.Empty(read.Facts);
        Assert.Empty(read.Candidates);
    }
}
