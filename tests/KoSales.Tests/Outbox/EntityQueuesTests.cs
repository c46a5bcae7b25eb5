using KoSales.Functions.Outbox.Delivering;

namespace KoSales.Tests.Outbox;

public sealed class EntityQueuesTests
{
    [Fact]
    public async Task Work_of_a_key_comes_one_after_the_other_also_after_some_that_failed()
    {
        var queues = new EntityQueues();
        List<int> done = [];

        var failed = queues.Enqueue(
            "K0-1",
            () => Task.FromException(new InvalidOperationException("broken"))
        );
        foreach (var number in new[] { 1, 2, 3 })
            await queues.Enqueue(
                "K0-1",
                () =>
                {
                    done.Add(number);
                    return Task.CompletedTask;
                }
            );

        Assert.Equal([1, 2, 3], done);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
    }
}
