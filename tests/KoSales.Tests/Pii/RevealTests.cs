using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using Moq;
using NodaTime;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii;

public sealed class RevealTests : IAsyncLifetime
{
    private static readonly RevealPii Phones = new()
    {
        Fields = [PiiField.Phones],
        Reason = "calling the lead",
    };
    private readonly PiiStoreFixture _pii = new();

    public Task InitializeAsync() => _pii.InitializeAsync();

    public Task DisposeAsync() => _pii.DisposeAsync();

    [Fact]
    public async Task A_reveal_shows_the_fields_asked_for_and_leaves_a_row()
    {
        await _pii.AddAsync(Everything);
        var revealed = RevealedPii.Of(
            (
                await _pii.Reveals().RevealAsync("PII-40", Phones, CommandOf(Role.Agent), default)
            ).Value
        );
        Assert.Equal(["+919876543210", "+912226543210"], revealed.Phones!.Select(p => p.E164));
        Assert.Null(revealed.FullName);
        var row = Assert.Single(await LogAsync());
        Assert.Equal(
            ("PII-40", "A0-0002", "calling the lead", Now),
            (row.PiiId.Value, row.AgentId, row.Reason, row.At)
        );
        Assert.Equal([PiiField.Phones], row.Fields);
        Assert.Equal([Lead], row.Subject);
    }

    [Fact]
    public async Task Nothing_is_revealed_when_the_log_cannot_be_written()
    {
        await _pii.AddAsync(Everything);
        var failing = new Mock<IDocumentStore>();
        failing
            .Setup(s => s.CommitAsync(It.IsAny<WriteBatch>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new StoreUnavailableException("full"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            _pii.Reveals(log: failing.Object)
                .RevealAsync("PII-40", Phones, CommandOf(Role.Agent), default)
        );
        var refusing = new Mock<IDocumentStore>();
        refusing
            .Setup(s => s.CommitAsync(It.IsAny<WriteBatch>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(CommitResult.Refused(CommitStatus.DuplicateKey, 2, "_id"));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _pii.Reveals(log: refusing.Object)
                .RevealAsync("PII-40", Phones, CommandOf(Role.Agent), default)
        );
    }

    [Theory]
    [InlineData("", "reason.too_short")]
    [InlineData(" abc  ", "reason.too_short")]
    [InlineData("calling 98765 43210", "reason.personal_data")]
    [InlineData("calling ९८७६५४३२१०", "reason.personal_data")]
    [InlineData("mail to ramesh@example.in", "reason.personal_data")]
    [InlineData("for PAN abcpe1234f", "reason.personal_data")]
    public async Task A_reveal_needs_a_reason_that_holds_no_personal_data(
        string reason,
        string code
    )
    {
        await _pii.AddAsync(Everything);
        var verdict = await _pii.Reveals()
            .RevealAsync("PII-40", Phones with { Reason = reason }, CommandOf(Role.Agent), default);
        Assert.Equal(("/reason", code), (verdict.Faults[0].Pointer, verdict.Faults[0].Code));
        Assert.Empty(await LogAsync());
    }

    [Fact]
    public async Task Absent_and_out_of_scope_look_the_same()
    {
        await _pii.AddAsync(Everything);
        _pii.Sees = (_, _) => false;
        var hidden = (
            await _pii.Reveals().RevealAsync("PII-40", Phones, CommandOf(Role.Manager), default)
        ).Faults[0];
        var absent = (
            await _pii.Reveals().RevealAsync("PII-41", Phones, CommandOf(Role.Manager), default)
        ).Faults[0];
        var nonsense = (
            await _pii.Reveals().RevealAsync("../40", Phones, CommandOf(Role.Manager), default)
        ).Faults[0];
        Assert.Equal((FaultKind.NotFound, hidden.Code), (hidden.Kind, absent.Code));
        Assert.Equal(
            (hidden.Detail.Replace("PII-40", "", StringComparison.Ordinal), hidden.Kind),
            (absent.Detail.Replace("PII-41", "", StringComparison.Ordinal), nonsense.Kind)
        );
        Assert.Empty(await LogAsync());
    }

    [Fact]
    public async Task One_visible_subject_is_enough()
    {
        var id = await _pii.AddAsync(Everything);
        var contact = new EntityRef(EntityKind.Contact, "C-1");
        var batch = new WriteBatch();
        PiiVault.AddSubject(
            batch,
            await _pii.FindAsync(Piis.Collection, id.Value),
            contact,
            CommandOf(Role.Agent)
        );
        Assert.True((await _pii.Store.CommitAsync(batch, default)).IsCommitted);
        _pii.Sees = (_, subject) => subject == contact;
        Assert.False(
            (
                await _pii.Reveals().RevealAsync("PII-40", Phones, CommandOf(Role.Agent), default)
            ).IsRefused
        );
    }

    [Fact]
    public async Task An_admin_needs_no_scope_but_leaves_a_row_all_the_same()
    {
        await _pii.AddAsync(Everything);
        _pii.Sees = (_, _) => false;
        Assert.False(
            (
                await _pii.Reveals().RevealAsync("PII-40", Phones, CommandOf(Role.Admin), default)
            ).IsRefused
        );
        Assert.Single(await LogAsync());
    }

    [Fact]
    public async Task The_quota_holds_against_parallel_reveals_and_starts_anew_with_the_next_window()
    {
        await _pii.AddAsync(Everything);
        var desk = _pii.Reveals(limit: 3);
        var verdicts = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => desk.RevealAsync("PII-40", Phones, CommandOf(Role.Agent), default))
        );
        Assert.Equal(3, verdicts.Count(v => !v.IsRefused));
        Assert.Equal(3, (await LogAsync()).Count);
        var fault = verdicts.First(v => v.IsRefused).Faults[0];
        Assert.Equal((FaultKind.Throttled, "pii.too_many_reveals"), (fault.Kind, fault.Code));
        Assert.Equal((Fact)1800, fault.Facts!["retry_after"]);
        var later = CommandOf(Role.Agent) with { Now = Now + Duration.FromMinutes(30) };
        Assert.False((await desk.RevealAsync("PII-40", Phones, later, default)).IsRefused);
    }

    [Fact]
    public async Task One_agent_does_not_use_up_the_quota_of_another()
    {
        await _pii.AddAsync(Everything);
        var desk = _pii.Reveals(limit: 1);
        var other = CommandOf(Role.Agent) with
        {
            Actor = new Actor("A0-0003", [Role.Agent], "TM-1"),
        };
        Assert.False(
            (await desk.RevealAsync("PII-40", Phones, CommandOf(Role.Agent), default)).IsRefused
        );
        Assert.False((await desk.RevealAsync("PII-40", Phones, other, default)).IsRefused);
        Assert.True((await desk.RevealAsync("PII-40", Phones, other, default)).IsRefused);
    }

    [Theory]
    [InlineData("pii_access_pii_at", "pii_id")]
    [InlineData("pii_access_agent_at", "agent_id")]
    public async Task The_log_is_listed_by_index(string index, string field) =>
        Assert.Equal(
            index,
            await _pii.Store.ExplainAsync(
                new Query(Piis.AccessLog, Filter.Eq(field, "x"))
                {
                    Sort = [new SortKey("at", FieldType.Instant, Descending: true)],
                },
                default
            )
        );

    private ValueTask<IReadOnlyList<PiiAccess>> LogAsync() =>
        _pii.Store.ListAsync(Piis.AccessLog, new Query(Piis.AccessLog, Filter.Everything), default);
}
