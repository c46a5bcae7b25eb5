using KoSales.Domain.Agents;
using KoSales.Domain.Audit;
using KoSales.Functions.Audit;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Storage;
using NodaTime;

namespace KoSales.Tests.Audit;

public sealed class AuditTrailTests : IAsyncLifetime
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 28, 6, 0);

    private readonly TempFolder _folder = new();
    private readonly BannableStore _store;

    public AuditTrailTests() =>
        _store = new BannableStore(
            new SqliteDocumentStore(
                new SqliteStoreOptions(_folder.File("audit.db")),
                TimeProvider.System
            ),
            [new AuditTrail()]
        );

    public async Task InitializeAsync() =>
        await _store.EnsureAsync([Audits.Collection, Agent.Collection], CancellationToken.None);

    public Task DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_becomes_of_an_agent_is_told_by_members_and_without_values()
    {
        var hired = await HireAsync();
        var promoted = hired with { Roles = [Role.Manager], Status = AgentStatus.OnLeave };
        await ReplaceAsync(promoted.Next(By("A0-0001", 1)));
        var removed = promoted.Next(By("A0-0001", 1)).Remove(By("A0-0007", 2)).Value;
        await ReplaceAsync(removed);
        await ReplaceAsync(removed.Restore(By("A0-0007", 3)).Value);

        var told = await ToldAsync();
        Assert.Equal(
            ["agent.created", "agent.changed", "agent.deleted", "agent.restored"],
            told.Select(e => e.Action)
        );
        Assert.All(told, e => Assert.Equal(new AuditTarget("agent", "A0-0002"), e.Target));
        Assert.Equal(["roles", "status"], told[1].Changed);
        Assert.Equal(["deleted_at", "security"], told[2].Changed);
        Assert.Equal(("A0-0007", Start + Duration.FromMinutes(2)), (told[2].By, told[2].At));
        Assert.DoesNotContain(
            await _store.QueryAsync(
                new Query(Audits.Collection, Filter.Everything),
                CancellationToken.None
            ),
            e =>
                System
                    .Text.Encoding.UTF8.GetString(e.Json.Span)
                    .Contains("asha", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task What_is_not_committed_is_not_told()
    {
        var hired = await HireAsync();
        var stale = hired.Next(By("A0-0001", 1)) with { Version = 7 };
        Assert.False(
            (
                await _store.CommitAsync(
                    new WriteBatch().Replace(Agent.Collection, stale),
                    CancellationToken.None
                )
            ).IsCommitted
        );
        Assert.Equal(["agent.created"], (await ToldAsync()).Select(e => e.Action));
    }

    [Fact]
    public async Task What_logging_in_rewrites_is_nobodys_deed()
    {
        var hired = await HireAsync();
        await ReplaceAsync(hired with { Version = 2, PasswordHash = "better" });
        Assert.Single(await ToldAsync());
    }

    [Fact]
    public async Task A_commit_says_of_its_own_operations_alone_where_they_stand()
    {
        var batch = new WriteBatch().Insert(Agent.Collection, Asha());
        var result = await _store.CommitAsync(batch, CancellationToken.None);
        Assert.Single(batch.Operations);
        Assert.Equal(1, result.Affected[0]);
    }

    private async Task<Agent> HireAsync()
    {
        var asha = Asha();
        await _store.CommitAsync(
            new WriteBatch().Insert(Agent.Collection, asha),
            CancellationToken.None
        );
        return asha;
    }

    private async Task ReplaceAsync(Agent agent) =>
        Assert.True(
            (
                await _store.CommitAsync(
                    new WriteBatch().Replace(Agent.Collection, agent),
                    CancellationToken.None
                )
            ).IsCommitted
        );

    private async Task<IReadOnlyList<AuditEntry>> ToldAsync() =>
        await _store.ListAsync(
            Audits.Collection,
            new Query(Audits.Collection, Filter.Everything)
            {
                Sort = [new SortKey("at", FieldType.Instant)],
            },
            CancellationToken.None
        );

    private static Command By(string agent, int minutes) =>
        new(new Actor(agent, [Role.Admin], null), Start + Duration.FromMinutes(minutes), "test");

    private static Agent Asha() =>
        new()
        {
            Id = AgentId.Of("A0-0002"),
            Name = "Asha",
            Email = "asha@example.in",
            Roles = [Role.Agent],
            CreatedAt = Start,
            UpdatedAt = Start,
            CreatedBy = "A0-0001",
            UpdatedBy = "A0-0001",
        };
}
