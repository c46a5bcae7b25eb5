using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class CodecTests
{
    private static readonly DateTime _time = new(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc);

    private static readonly HubEvent[] _all =
    [
        new PassStarted(_time),
        new Started(),
        new TaskDone(0, null),
        new TaskDone(300, "\"ख\""),
        new TaskFailed(
            1,
            new StoredFailure(
                new TaskFailureDetails(
                    "T",
                    "m",
                    "s",
                    new TaskFailureDetails("I", "n", null, null, null),
                    null
                ),
                true
            )
        ),
        new SubDone(2, "{}"),
        new SubFailed(3, new StoredFailure(new TaskFailureDetails("T", "", null, null, null))),
        new TimerFired(4),
        new EventRaised("e", null),
        new Suspended(null),
        new Resumed("why"),
        new Terminated("\"x\""),
        new TaskScheduled(5, "A"),
        new TimerCreated(6, _time),
        new SubScheduled(7, "S", "id"),
        new EventSent(int.MaxValue, "i", "n"),
        new Ended(3),
    ];

    [Fact]
    public void Every_event_reads_back_as_it_was_written()
    {
        var read = new List<HubEvent>();
        EventCodec.Decode(EventCodec.Encode(_all), read);

        Assert.Equal(_all, read);
    }

    [Fact]
    public void Every_kind_of_event_has_a_stored_form()
    {
        var kinds = typeof(HubEvent)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(HubEvent)));

        Assert.Empty(kinds.Except(_all.Select(e => e.GetType())));
    }

    [Fact]
    public void A_kind_from_the_future_is_refused_by_name() =>
        Assert.Contains(
            "unknown kind 200",
            Assert.Throws<InvalidDataException>(() => EventCodec.DecodeOne([200])).Message,
            StringComparison.Ordinal
        );
}
