using KoSales.Domain.Agents;
using KoSales.Domain.Teams;
using KoSales.Functions.Notifications;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Agents;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Notifications;

public sealed class StaffTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public StaffTests() =>
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("staff.db")),
            TimeProvider.System
        );

    public async Task InitializeAsync() =>
        await _store.EnsureAsync([Agent.Collection, Team.Collection], CancellationToken.None);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("A0-0004", "A0-0004")]
    [InlineData(null, "A0-0003")]
    public async Task The_teams_manager_is_the_one_it_names_or_else_the_first_by_role(
        string? named,
        string expected
    )
    {
        var batch = new WriteBatch().Insert(
            Team.Collection,
            new Team
            {
                Id = TeamId.Of("TM-1"),
                Name = "North",
                ManagerId = named is null ? null : AgentId.Of(named),
            }
        );
        batch.Insert(Agent.Collection, Person("A0-0001", Role.Manager, "TM-2"));
        batch.Insert(Agent.Collection, Person("A0-0002", Role.Agent, "TM-1"));
        batch.Insert(Agent.Collection, Person("A0-0003", Role.Manager, "TM-1"));
        batch.Insert(Agent.Collection, Person("A0-0004", Role.Manager, "TM-1"));
        await _store.CommitAsync(batch, CancellationToken.None);

        var staff = new Staff(_store);

        Assert.Equal(expected, await staff.ManagerAsync("A0-0002", null, CancellationToken.None));
        Assert.Null(await staff.ManagerAsync(null, "TM-3", CancellationToken.None));
    }

    private static Agent Person(string id, Role role, string team) =>
        SomeAgent.Hired(a =>
            a with
            {
                Id = AgentId.Of(id),
                Email = $"{id}@example.in",
                Roles = [role],
                TeamId = TeamId.Of(team),
            }
        );
}
