using System.Security.Cryptography;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii.Keys;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii.Keys;

public sealed class PiiKeyCheckTests : IAsyncLifetime
{
    private readonly PiiStoreFixture _pii = new();

    public async Task InitializeAsync()
    {
        await _pii.InitializeAsync();
        foreach (var key in new[] { "k1", "k2", "k3" })
        {
            _pii.Keys = KeysOf(key);
            await _pii.AddAsync(Everything, $"PII-1{key[1]}");
            await _pii.AddAsync(new PersonalData(), $"PII-2{key[1]}");
        }
    }

    public Task DisposeAsync() => _pii.DisposeAsync();

    [Fact]
    public async Task A_start_with_every_key_in_use_goes_on() =>
        await CheckAsync(KeysOf("k3", "k2", "k1", "k0"));

    [Theory]
    [InlineData("k1")]
    [InlineData("k2")]
    [InlineData("k3")]
    public async Task A_start_without_a_key_in_use_is_stopped_with_its_name(string missing)
    {
        var keys = KeysOf([.. new[] { "k1", "k2", "k3" }.Where(k => k != missing)]);
        Assert.Contains(
            "KoSales:Pii:Keys:" + missing,
            (await Assert.ThrowsAsync<KeyUnknownException>(() => CheckAsync(keys))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_start_with_another_index_key_is_stopped() =>
        await Assert.ThrowsAsync<IndexKeyChangedException>(() =>
            CheckAsync(KeysOf("k1", "k2", "k3") with { Index = SHA256.HashData("another"u8) })
        );

    private Task CheckAsync(PiiKeys keys) =>
        new PiiKeyCheck(_pii.Store, VaultOf(_pii.Store, keys), keys).RunAsync(default);
}
