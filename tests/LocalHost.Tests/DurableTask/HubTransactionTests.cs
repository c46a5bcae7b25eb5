using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>The heartbeat among other operations of one transaction.</summary>
public sealed class HubTransactionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ko-hub-").FullName;
    private readonly HubConnection _connection;
    private readonly HubLease _lease;
    private readonly HubWatch _watch = new();
    private readonly HubTransaction _transaction;

    public HubTransactionTests()
    {
        var path = Path.Combine(_directory, "taskhub.db");
        _connection = new HubConnection(path, cacheKilobytes: 100);
        _connection.Execute(HubSchema.Script);
        _lease = new HubLease(path, TimeProvider.System, TimeSpan.FromHours(1));
        _transaction = new HubTransaction(_connection, 1, TimeProvider.System);
    }

    public void Dispose()
    {
        _lease.Dispose();
        _connection.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Whoever_takes_the_lease_hands_on_what_came_with_it_once()
    {
        _transaction.Begin();
        _transaction.Send("before", null, new EventRaised("paid", null));
        _transaction.Sql("COMMIT").Run();
        _transaction.Begin();
        _transaction.Send("beside", null, new EventRaised("paid", null));

        new TendOperation(_lease, _watch).Apply(_transaction);

        Assert.True(_transaction.TookLease);
        Assert.Equal(["before", "beside"], _transaction.Messages.Select(m => m.InstanceId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_heartbeat_that_is_rolled_back_is_forgotten(bool bySqlite)
    {
        _transaction.Begin();
        new TendOperation(_lease, _watch).Apply(_transaction);
        Assert.NotEqual(0, _transaction.HeldToken);
        if (bySqlite)
            _connection.Execute("ROLLBACK");

        _transaction.Rollback();

        Assert.Equal(0, _transaction.HeldToken);
        Assert.Equal((default, 0), (_watch.RenewAt, _watch.Version));
    }
}
