using System.Text.Json;
using KoSales.Domain.Agents;
using KoSales.Functions.Agents;
using KoSales.Functions.Api.Patching;
using KoSales.Tests.Auth;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Agents;

public sealed class LastAdminTests : IAsyncLifetime
{
    private AuthWorld _world = null!;

    public async Task InitializeAsync() => _world = await AuthWorld.OpenAsync();

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_last_administrator_is_neither_demoted_deactivated_nor_removed()
    {
        var only = await AdminAsync("one@example.in");
        Verdict<Agent>[] tries =
        [
            await EditAsync(only, """{"roles": ["manager"]}"""),
            await EditAsync(only, """{"status": "inactive"}"""),
            await _world.Agents.RemoveAsync(only.Id, null, ByAdmin, default),
        ];
        Assert.All(tries, t => Assert.Equal("agent.last_admin", Assert.Single(t.Faults).Code));
    }

    [Fact]
    public async Task With_another_one_it_may_be() =>
        Assert.False(
            (
                await _world.Agents.RemoveAsync((await TwoAsync()).One.Id, null, ByAdmin, default)
            ).IsRefused
        );

    [Fact]
    public async Task Of_two_administrators_who_remove_each_other_at_once_one_remains()
    {
        for (var round = 0; round < 10; round++)
        {
            using var world = await AuthWorld.OpenAsync();
            var (one, two) = (
                await AdminAsync("one@example.in", world),
                await AdminAsync("two@example.in", world)
            );
            var removals = await Task.WhenAll(
                Task.Run(() => world.Agents.RemoveAsync(one.Id, null, ByAdmin, default)),
                Task.Run(() => world.Agents.RemoveAsync(two.Id, null, ByAdmin, default))
            );
            Assert.Equal(
                "agent.last_admin",
                Assert.Single(removals, r => r.IsRefused).Faults[0].Code
            );
        }
    }

    private async Task<(Agent One, Agent Two)> TwoAsync() =>
        (await AdminAsync("one@example.in"), await AdminAsync("two@example.in"));

    private Task<Agent> AdminAsync(string email, AuthWorld? world = null) =>
        (world ?? _world).HireAsync(email, a => a with { Roles = [Role.Admin], Password = null });

    private Task<Verdict<Agent>> EditAsync(Agent agent, string patch)
    {
        var body = JsonElement.Parse(patch);
        var request = new PatchRequest<EditAgent>(
            new PatchRequest(body, IfMatch.Parse("*")),
            new EditAgent()
        );
        return _world.Agents.EditAsync(agent.Id, request, ByAdmin, default);
    }
}
