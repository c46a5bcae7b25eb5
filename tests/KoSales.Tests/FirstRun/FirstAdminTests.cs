using KoSales.Domain.Agents;
using KoSales.Domain.Pii.Values;
using KoSales.Functions.FirstRun;
using KoSales.Functions.Hosting;
using KoSales.Tests.Auth;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.FirstRun;

public sealed class FirstAdminTests : IAsyncLifetime
{
    private readonly StringWriter _console = new();
    private AuthWorld _world = null!;

    public async Task InitializeAsync() => _world = await AuthWorld.OpenAsync();

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_new_installation_gets_an_administrator_with_the_password_that_is_shown()
    {
        await Step(null).RunAsync(default);
        var password = _console.ToString().Split("password")[1].Split('|')[0].Trim();
        var admin = (await _world.TryAsync("admin@kosales.local", password)).Value;
        Assert.Equal("A0-0001", admin.Id.Value);
        Assert.Equal([Role.Admin], admin.Roles);
    }

    [Fact]
    public async Task A_password_from_the_settings_is_taken_and_not_shown()
    {
        await Step("given-by-the-operator").RunAsync(default);
        Assert.False(
            (await _world.TryAsync("admin@kosales.local", "given-by-the-operator")).IsRefused
        );
        Assert.Equal("", _console.ToString());
    }

    [Fact]
    public async Task Nothing_happens_where_there_is_an_administrator()
    {
        await Step("given-by-the-operator").RunAsync(default);
        await Step(null).RunAsync(default);
        Assert.Equal(1, await CountAsync());
        Assert.Equal("", _console.ToString());
    }

    [Fact]
    public async Task Of_processes_that_start_at_once_one_makes_it()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => Step("given-by-the-operator").RunAsync(default)))
        );
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task An_address_that_belongs_to_somebody_else_stops_the_start()
    {
        await _world.HireAsync("admin@kosales.local");
        var refusal = await Assert.ThrowsAsync<SettingException>(() =>
            Step(null).RunAsync(default)
        );
        Assert.Contains("KoSales:Admin:Email", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("", _console.ToString());
    }

    [Fact]
    public void An_address_that_is_none_is_refused_by_name()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("KoSales:Admin:Email", "admin")])
            .Build();
        Assert.Contains(
            "KoSales:Admin:Email",
            Assert.Throws<SettingException>(() => FirstAdminOptions.Of(configuration)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("short", "at least 10 characters")]
    [InlineData("password123", "commonest")]
    [InlineData("admin@kosales.local", "e-mail address")]
    public async Task A_password_that_nobody_else_could_have_stops_the_start(
        string password,
        string why
    )
    {
        var refusal = await Assert.ThrowsAsync<SettingException>(() =>
            Step(password).RunAsync(default)
        );

        Assert.Contains("KoSales:Admin:Password", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_weak_password_in_the_settings_does_not_matter_once_there_is_an_administrator()
    {
        await Step("given-by-the-operator").RunAsync(default);

        await Step("short").RunAsync(default);
    }

    private FirstAdmin Step(string? password)
    {
        Assert.True(EmailAddress.TryParse("admin@kosales.local", out var email));
        var options = new FirstAdminOptions(email, password);
        return new FirstAdmin(
            _world.Store,
            _world.Vault,
            options,
            _world.Clock,
            TextWriter.Synchronized(_console),
            NullLogger<FirstAdmin>.Instance
        );
    }

    private async Task<long> CountAsync() =>
        await _world.Store.CountAsync(Agent.Collection, Filter.Everything, default);
}
