using KoSales.Domain.Agents;
using KoSales.Functions.Agents;
using KoSales.Functions.Auth;
using Microsoft.AspNetCore.Http;
using Moq;

namespace KoSales.Tests.Auth;

public sealed class BearerAuthenticatorTests : IAsyncLifetime
{
    private AuthWorld _world = null!;
    private Agent _asha = null!;
    private string _token = "";

    public async Task InitializeAsync()
    {
        _world = await AuthWorld.OpenAsync();
        // The first id belongs to the administrator who acts in these tests.
        await _world.HireAsync("admin@example.in", a => a with { Password = null });
        _asha = await _world.HireAsync("asha@example.in");
        _token = (await _world.Sessions.BeginAsync(_asha, _world.Clock.Now, default)).AccessToken;
    }

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_token_makes_the_actor_with_roles_and_session()
    {
        var actor = (await AskAsync(_token)).Value;
        Assert.Equal(_asha.Id.Value, actor.Id);
        Assert.Equal([Role.Agent], actor.Roles);
        Assert.NotNull(actor.Session);
    }

    [Theory]
    [InlineData(null, "auth.token_required")]
    [InlineData("Basic YTpi", "auth.token_required")]
    [InlineData("Bearer ", "auth.token_invalid")]
    [InlineData("Bearer x.y.z", "auth.token_invalid")]
    public async Task Without_a_token_nobody_is_admitted(string? header, string code)
    {
        var fault = Assert.Single((await AskHeaderAsync(header)).Faults);
        Assert.Equal((FaultKind.Unauthenticated, code), (fault.Kind, fault.Code));
    }

    [Fact]
    public async Task A_header_of_a_megabyte_is_not_looked_into() =>
        Assert.True((await AskAsync(new string('a', 1_000_000))).IsRefused);

    [Fact]
    public async Task A_known_token_ends_when_it_expires()
    {
        Assert.False((await AskAsync(_token)).IsRefused);
        _world.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(30));
        Assert.True((await AskAsync(_token)).IsRefused);
    }

    [Fact]
    public async Task A_change_here_counts_at_once()
    {
        Assert.False((await AskAsync(_token)).IsRefused);
        await _world.Agents.SetPasswordAsync(
            _asha.Id,
            "another-good-password",
            Agents.SomeAgent.ByAdmin,
            default
        );
        Assert.True((await AskAsync(_token)).IsRefused);
    }

    [Fact]
    public async Task A_change_by_another_instance_counts_after_five_seconds()
    {
        Assert.False((await AskAsync(_token)).IsRefused);
        await _world.Store.CommitAsync(
            new WriteBatch().Replace(
                Agent.Collection,
                _asha.WithSessionsEnded() with
                {
                    Version = 2,
                }
            ),
            default
        );
        _world.Clock.Advance(AgentStandings.TimeToLive);
        Assert.True((await AskAsync(_token)).IsRefused);
    }

    [Fact]
    public async Task A_thousand_requests_cost_one_read()
    {
        var store = new Mock<IDocumentStore>();
        var raw = new RawDocument(_asha.Id.Value, 1, Agent.Collection.Write(_asha));
        store
            .Setup(s => s.GetAsync(Agent.Collection, _asha.Id.Value, It.IsAny<CancellationToken>()))
            .Returns(new ValueTask<RawDocument?>(raw));
        var authenticator = new BearerAuthenticator(
            _world.Tokens,
            new AgentStandings(store.Object, _world.Clock),
            new EndedSessions(_world.Tokens, _world.Clock),
            _world.Keys,
            _world.Clock
        );

        for (var i = 0; i < 1000; i++)
            Assert.False(
                (
                    await authenticator.AuthenticateAsync(Request("Bearer " + _token), default)
                ).IsRefused
            );

        store.Verify(
            s => s.GetAsync(Agent.Collection, _asha.Id.Value, It.IsAny<CancellationToken>()),
            Times.Once
        );
    }

    private Task<Verdict<Actor>> AskAsync(string token) => AskHeaderAsync("Bearer " + token);

    private async Task<Verdict<Actor>> AskHeaderAsync(string? header) =>
        await _world.Authenticator.AuthenticateAsync(Request(header), default);

    private static HttpRequest Request(string? header)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
            request.Headers.Authorization = header;
        return request;
    }
}
