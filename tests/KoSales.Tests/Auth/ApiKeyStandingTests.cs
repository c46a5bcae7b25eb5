using KoSales.Domain.Auth;
using KoSales.Functions.Auth.Keys;
using KoSales.Functions.Passwords;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KoSales.Tests.Auth;

public sealed class ApiKeyStandingTests : IAsyncLifetime
{
    private const string Secret = "ko_secret-of-the-test";

    private static readonly Command Command = Agents.SomeAgent.ByAdmin;

    private AuthWorld _world = null!;
    private ApiKey _key = null!;

    public async Task InitializeAsync()
    {
        _world = await AuthWorld.OpenAsync();
        _key = new ApiKey
        {
            Id = ApiKeyId.Of("KEY-1"),
            Name = "Website",
            Scopes = ["leads:bulk"],
            Hash = SecretTokens.Hash(Secret),
            Hint = Secret[^4..],
            ExpiresAt = _world.Clock.Now + Duration.FromDays(1),
        };
        await CommitAsync(new WriteBatch().Insert(ApiKey.Collection, _key));
    }

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_key_makes_an_integration_with_its_scopes()
    {
        var actor = (await _world.Keys.AdmitAsync(Secret, default))!;

        Assert.Equal("KEY-1", actor.Id);
        Assert.Equal([Role.Integration], actor.Roles);
        Assert.Equal(["leads:bulk"], actor.Scopes);
    }

    [Fact]
    public async Task Any_other_text_makes_nobody() =>
        Assert.Null(await _world.Keys.AdmitAsync(Secret + "x", default));

    [Fact]
    public async Task A_known_key_ends_when_it_expires()
    {
        Assert.NotNull(await _world.Keys.AdmitAsync(Secret, default));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await _world.Keys.AdmitAsync(Secret, default));
    }

    [Fact]
    public async Task Revoked_elsewhere_it_ends_within_five_seconds()
    {
        Assert.NotNull(await _world.Keys.AdmitAsync(Secret, default));
        await CommitAsync(new WriteBatch().Replace(ApiKey.Collection, _key.Revoke(Command)));
        _world.Clock.Advance(ApiKeyStandings.TimeToLive);
        Assert.Null(await _world.Keys.AdmitAsync(Secret, default));
    }

    [Fact]
    public async Task Revoked_here_it_ends_at_once()
    {
        Assert.NotNull(await _world.Keys.AdmitAsync(Secret, default));
        await CommitAsync(new WriteBatch().Replace(ApiKey.Collection, _key.Revoke(Command)));
        _world.Keys.Evict();
        Assert.Null(await _world.Keys.AdmitAsync(Secret, default));
    }

    [Fact]
    public async Task While_it_is_rotated_both_secrets_are_good()
    {
        const string next = "ko_next";
        var fresh = new ApiSecret(SecretTokens.Hash(next), "next");
        var rotated = _key.Rotate(
            fresh,
            _key.ExpiresAt,
            ApiKey.Grace / 2,
            Command with
            {
                Now = _world.Clock.Now,
            }
        );
        await CommitAsync(new WriteBatch().Replace(ApiKey.Collection, rotated));

        Assert.NotNull(await _world.Keys.AdmitAsync(Secret, default));
        Assert.NotNull(await _world.Keys.AdmitAsync(next, default));
        _world.Clock.Advance(TimeSpan.FromHours(12));
        Assert.Null(await _world.Keys.AdmitAsync(Secret, default));
        Assert.NotNull(await _world.Keys.AdmitAsync(next, default));
    }

    [Fact]
    public async Task Its_use_is_noted_once_a_minute_and_does_not_change_the_key()
    {
        for (var i = 0; i < 100; i++)
            await _world.Keys.AdmitAsync(Secret, default);
        var first = await UseAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(59));
        await _world.Keys.AdmitAsync(Secret, default);
        var same = await UseAsync();
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await _world.Keys.AdmitAsync(Secret, default);
        var later = await UseAsync();

        Assert.Equal(first.LastUsedAt, same.LastUsedAt);
        Assert.Equal(first.LastUsedAt + Duration.FromMinutes(1), later.LastUsedAt);
        Assert.Equal(
            1,
            (await _world.Store.FindAsync(ApiKey.Collection, "KEY-1", default))!.Version
        );
    }

    [Fact]
    public async Task What_is_refused_took_a_read_each_time_and_what_is_good_one()
    {
        var store = new Moq.Mock<IDocumentStore>();
        store
            .Setup(s => s.QueryAsync(Moq.It.IsAny<Query>(), Moq.It.IsAny<CancellationToken>()))
            .Returns((Query query, CancellationToken stop) => _world.Store.QueryAsync(query, stop));
        store
            .Setup(s =>
                s.CommitAsync(Moq.It.IsAny<WriteBatch>(), Moq.It.IsAny<CancellationToken>())
            )
            .Returns(
                (WriteBatch batch, CancellationToken stop) => _world.Store.CommitAsync(batch, stop)
            );
        var keys = new ApiKeyStandings(
            store.Object,
            _world.Clock,
            NullLogger<ApiKeyStandings>.Instance
        );

        for (var i = 0; i < 10; i++)
            await keys.AdmitAsync(Secret, default);
        Reads(store, 1);
        for (var i = 0; i < 10; i++)
            await keys.AdmitAsync(Secret + "x", default);
        Reads(store, 11);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 10; i++)
            await keys.AdmitAsync(Secret, default);
        Reads(store, 21);
    }

    private static void Reads(Moq.Mock<IDocumentStore> store, int count) =>
        store.Verify(
            s => s.QueryAsync(Moq.It.IsAny<Query>(), Moq.It.IsAny<CancellationToken>()),
            Moq.Times.Exactly(count)
        );

    private async Task<ApiKeyUse> UseAsync() =>
        (await _world.Store.FindAsync(ApiKeyUse.Collection, "KEY-1", default))!;

    private async Task CommitAsync(WriteBatch batch) =>
        Assert.True((await _world.Store.CommitAsync(batch, default)).IsCommitted);
}
