using KoSales.Domain.Agents;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace KoSales.Tests.Auth;

public sealed class PasswordCheckTests : IAsyncLifetime
{
    private const string Email = "asha@example.in";

    private AuthWorld _world = null!;

    public async Task InitializeAsync() => _world = await AuthWorld.OpenAsync();

    public Task DisposeAsync()
    {
        _world.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_right_password_finds_the_agent_however_the_address_is_written()
    {
        var asha = await _world.HireAsync(Email);
        Assert.Equal(
            asha.Id,
            (await _world.TryAsync(" ASHA@Example.IN ", AuthWorld.Password)).Value.Id
        );
    }

    [Fact]
    public async Task Unknown_wrong_closed_and_without_password_are_one_answer()
    {
        await _world.HireAsync(Email);
        await _world.HireAsync("none@example.in", a => a with { Password = null });
        var gone = await _world.HireAsync("gone@example.in");
        await _world.Agents.RemoveAsync(gone.Id, null, Agents.SomeAgent.ByAdmin, default);

        Verdict<Agent>[] answers =
        [
            await _world.TryAsync(Email, "not the password"),
            await _world.TryAsync("nobody@example.in", AuthWorld.Password),
            await _world.TryAsync("none@example.in", AuthWorld.Password),
            await _world.TryAsync("gone@example.in", AuthWorld.Password),
            await _world.TryAsync("no address at all", ""),
        ];

        Assert.All(answers, a => Assert.Equal(answers[0].Faults[0], Assert.Single(a.Faults)));
        Assert.Equal(
            ("auth.invalid_credentials", FaultKind.Unauthenticated),
            (answers[0].Faults[0].Code, answers[0].Faults[0].Kind)
        );
    }

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_is_refused_until_the_lock_ends()
    {
        var asha = await _world.HireAsync(Email);
        for (var i = 0; i < 5; i++)
            await _world.TryAsync(Email, $"guess number {i}");

        Assert.True((await _world.TryAsync(Email, AuthWorld.Password)).IsRefused);
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False((await _world.TryAsync(Email, AuthWorld.Password)).IsRefused);
        Assert.Equal(
            (0, null),
            (
                (await _world.ReadAsync(asha.Id)).Security.FailedLogins,
                (await _world.ReadAsync(asha.Id)).Security.LockedUntil
            )
        );
    }

    [Fact]
    public async Task Attempts_during_a_lock_do_not_prolong_it()
    {
        var asha = await _world.HireAsync(Email);
        for (var i = 0; i < 9; i++)
            await _world.TryAsync(Email, $"guess number {i}");
        await _world.TryAsync(Email, "waits for the record of the last");
        Assert.Equal(5, (await _world.ReadAsync(asha.Id)).Security.FailedLogins);
    }

    [Fact]
    public async Task Guesses_sent_at_once_do_not_get_past_the_lock()
    {
        await _world.HireAsync(Email);
        var guesses = Enumerable
            .Range(0, 12)
            .Select(i => _world.TryAsync(Email, $"guess number {i}"))
            .ToList();
        guesses.Add(_world.TryAsync(Email, AuthWorld.Password));
        Assert.All(await Task.WhenAll(guesses), g => Assert.True(g.IsRefused));
    }

    [Fact]
    public async Task Logins_at_once_with_the_right_password_all_pass()
    {
        await _world.HireAsync(Email);
        var logins = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _world.TryAsync(Email, AuthWorld.Password))
        );
        Assert.All(logins, l => Assert.False(l.IsRefused));
    }

    [Fact]
    public async Task A_hash_with_fewer_rounds_is_renewed_at_login()
    {
        var asha = await _world.HireAsync(Email);
        var old = new PasswordHasher<string>(
            Options.Create(new PasswordHasherOptions { IterationCount = 100_000 })
        ).HashPassword("", AuthWorld.Password);
        var weak = asha with { PasswordHash = old, Version = 2 };
        await _world.Store.CommitAsync(new WriteBatch().Replace(Agent.Collection, weak), default);

        Assert.False((await _world.TryAsync(Email, AuthWorld.Password)).IsRefused);

        var renewed = (await _world.ReadAsync(asha.Id)).PasswordHash!;
        Assert.NotEqual(old, renewed);
        Assert.Equal((2, 220_000), FormatOf(renewed));
        Assert.False((await _world.TryAsync(Email, AuthWorld.Password)).IsRefused);
    }

    // Identity's format 3: marker, pseudo-random function (2: HMAC-SHA512), rounds, big-endian.
    private static (int Function, int Rounds) FormatOf(string hash)
    {
        var bytes = Convert.FromBase64String(hash);
        return ((int)ReadUInt(bytes, 1), (int)ReadUInt(bytes, 5));
    }

    private static uint ReadUInt(byte[] bytes, int at) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
