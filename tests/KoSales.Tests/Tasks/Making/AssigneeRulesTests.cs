using KoSales.Domain.Agents;
using KoSales.Domain.Tasks;
using KoSales.Domain.Teams;
using KoSales.Functions.Agents;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Tasks.Making;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Tasks.Making;

public sealed class AssigneeRulesTests : IAsyncLifetime
{
    private static readonly Command Now = new(Actor.System, SomeTask.Start, "t");
    private static readonly TaskHolder OfAsha = new("A0-0002", "TM-1");

    private readonly TempFolder _folder = new();
    private SqliteDocumentStore _store = null!;
    private AssigneeRules _rules = null!;

    public async Task InitializeAsync()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("rules.db")),
            TimeProvider.System
        );
        await _store.EnsureAsync(
            [Agent.Collection, Team.Collection, SalesTasks.Collection],
            CancellationToken.None
        );
        _rules = new AssigneeRules(
            _store,
            new Workforce(_store, TimeProvider.System),
            TimeProvider.System
        );
        var batch = new WriteBatch()
            .Insert(
                Team.Collection,
                new Team
                {
                    Id = TeamId.Of("TM-1"),
                    Name = "North",
                    ManagerId = AgentId.Of("A0-0005"),
                }
            )
            .Insert(
                Agent.Collection,
                Person("A0-0002", Role.Agent) with
                {
                    ManagerId = AgentId.Of("A0-0006"),
                }
            )
            .Insert(Agent.Collection, Person("A0-0003", Role.Agent))
            .Insert(
                Agent.Collection,
                Person("A0-0004", Role.Agent) with
                {
                    Status = AgentStatus.OnLeave,
                }
            )
            .Insert(Agent.Collection, Person("A0-0005", Role.Manager))
            .Insert(Agent.Collection, Person("A0-0006", Role.Manager) with { TeamId = null });
        for (var i = 0; i < 3; i++)
            batch.Insert(
                SalesTasks.Collection,
                SomeTask.Pending() with
                {
                    Id = SalesTaskId.Of($"T-{i}"),
                    OwnerId = "A0-0002",
                }
            );
        batch.Insert(
            SalesTasks.Collection,
            SomeTask.Pending() with
            {
                Id = SalesTaskId.Of("T-9"),
                OwnerId = "A0-0003",
            }
        );
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
    }

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("owner", "A0-0002", "TM-1")]
    [InlineData("manager", "A0-0006", null)]
    [InlineData("agent:A0-0003", "A0-0003", "TM-1")]
    [InlineData("agent:A0-0099", null, "TM-1")]
    [InlineData("role:manager", "A0-0005", "TM-1")]
    [InlineData("role:auditor", null, "TM-1")]
    [InlineData("least_loaded", "A0-0003", "TM-1")]
    public async Task Each_rule_finds_its_agent_or_leaves_the_task_to_the_team(
        string rule,
        string? agent,
        string? team
    ) => Assert.Equal(new TaskHolder(agent, team), await ResolveAsync(rule, OfAsha));

    [Theory]
    [InlineData("agent:A0-0007", "A0-0003")]
    [InlineData("agent:A0-0004", null)]
    [InlineData("agent:A0-0008", null)]
    public async Task Who_is_away_or_about_to_leave_is_given_nothing_but_who_stands_in_is(
        string rule,
        string? agent
    )
    {
        var today = CompanyDay.Of(Now.Now);
        var away = Person("A0-0007", Role.Agent) with
        {
            Leave = [new LeavePeriod(today, today, AgentId.Of("A0-0003"))],
        };
        var leaving = Person("A0-0008", Role.Agent) with { LeavingAt = Now.Now };
        var batch = new WriteBatch()
            .Insert(Agent.Collection, away)
            .Insert(Agent.Collection, leaving);
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        Assert.Equal(new TaskHolder(agent, "TM-1"), await ResolveAsync(rule, OfAsha));
    }

    [Fact]
    public async Task The_manager_of_a_pool_is_the_teams() =>
        Assert.Equal(
            "A0-0005",
            (await ResolveAsync("manager", new TaskHolder(null, "TM-1"))).OwnerId
        );

    [Theory]
    [InlineData("A0-0010", "TM-2", "A0-0011")]
    [InlineData("A0-0010", null, "A0-0011")]
    [InlineData(null, "TM-2", "A0-0011")]
    [InlineData(null, "TM-3", null)]
    public async Task Where_a_team_names_no_manager_it_is_the_first_by_role_who_is_at_work(
        string? owner,
        string? team,
        string? manager
    )
    {
        var here = new[] { (TeamId.Of("TM-2"), false), (TeamId.Of("TM-3"), true) };
        var batch = new WriteBatch();
        foreach (var (id, isDeleted) in here)
            batch.Insert(
                Team.Collection,
                new Team
                {
                    Id = id,
                    Name = id.Value,
                    DeletedAt = isDeleted ? Now.Now : null,
                }
            );
        var away = CompanyDay.Of(Now.Now);
        batch
            .Insert(
                Agent.Collection,
                Person("A0-0009", Role.Manager, "TM-2") with
                {
                    Leave = [new LeavePeriod(away, away, null)],
                }
            )
            .Insert(Agent.Collection, Person("A0-0010", Role.Agent, "TM-2"))
            .Insert(Agent.Collection, Person("A0-0012", Role.Manager, "TM-2"))
            .Insert(Agent.Collection, Person("A0-0011", Role.Manager, "TM-2"))
            .Insert(Agent.Collection, Person("A0-0013", Role.Manager, "TM-3"));
        Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);

        var given = await ResolveAsync("manager", new TaskHolder(owner, team));

        Assert.Equal(new TaskHolder(manager, manager is null ? team : "TM-2"), given);
    }

    [Fact]
    public async Task What_was_given_since_the_last_look_counts_so_that_many_at_once_are_spread()
    {
        List<string?> given = [];
        for (var i = 0; i < 6; i++)
            given.Add((await ResolveAsync("least_loaded", OfAsha)).OwnerId);
        Assert.Equal((2, 4), (given.Count(g => g == "A0-0002"), given.Count(g => g == "A0-0003")));
    }

    private ValueTask<TaskHolder> ResolveAsync(string rule, TaskHolder owner) =>
        _rules.ResolveAsync(rule, owner, Now.Now, CancellationToken.None);

    private static Agent Person(string id, Role role, string team = "TM-1") =>
        new()
        {
            Id = AgentId.Of(id),
            Name = id,
            Email = $"{id}@example.in",
            Roles = [role],
            TeamId = TeamId.Of(team),
            Status = AgentStatus.Active,
        };
}
