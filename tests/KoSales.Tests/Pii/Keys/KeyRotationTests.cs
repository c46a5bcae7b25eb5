using KoSales.Domain.Pii;
using static KoSales.Tests.Pii.PiiFixture;

namespace KoSales.Tests.Pii.Keys;

public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly PiiStoreFixture _pii = new();

    public async Task InitializeAsync()
    {
        await _pii.InitializeAsync();
        for (var i = 1; i <= 7; i++)
            await _pii.AddAsync(new PersonalData { FullName = "Name " + i }, "PII-" + i);
        _pii.Keys = KeysOf("k1", "k2");
        await _pii.AddAsync(new PersonalData { FullName = "Name 8" }, "PII-8");
    }

    public Task DisposeAsync() => _pii.DisposeAsync();

    [Fact]
    public async Task Rewrapping_is_resumed_where_it_stopped_and_ends_with_every_subject_on_the_active_key()
    {
        var first = (
            await _pii.Rotation().RewrapAsync(3, dryRun: false, CommandOf(Role.Admin), default)
        ).Value;
        Assert.Equal(("k2", 3, 4L), (first.ActiveKey, first.Moved, first.Remaining));
        var second = (
            await _pii.Rotation().RewrapAsync(100, dryRun: false, CommandOf(Role.Admin), default)
        ).Value;
        Assert.Equal((4, 0L), (second.Moved, second.Remaining));
        var third = (
            await _pii.Rotation().RewrapAsync(100, dryRun: false, CommandOf(Role.Admin), default)
        ).Value;
        Assert.Equal((0, 0L), (third.Moved, third.Remaining));
    }

    [Fact]
    public async Task After_rewrapping_the_old_key_may_go_and_the_data_are_as_before()
    {
        var encryptedBefore = (await _pii.FindAsync(Piis.Collection, "PII-3")).FullName;
        await _pii.Rotation().RewrapAsync(100, dryRun: false, CommandOf(Role.Admin), default);
        _pii.Keys = KeysOf("k2");
        for (var i = 1; i <= 8; i++)
            Assert.Equal(
                "Name " + i,
                (await _pii.Vault.OpenAsync(new PiiId("PII-" + i), default))?.FullName
            );
        Assert.Equal(encryptedBefore, (await _pii.FindAsync(Piis.Collection, "PII-3")).FullName);
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        var result = (
            await _pii.Rotation().RewrapAsync(100, dryRun: true, CommandOf(Role.Admin), default)
        ).Value;
        Assert.Equal((0, 7L, true), (result.Moved, result.Remaining, result.DryRun));
        Assert.Equal(7, await _pii.Store.CountAsync(Piis.Keys, Filter.Eq("key_id", "k1"), default));
    }

    [Fact]
    public async Task Two_rotations_at_once_move_each_subject_once()
    {
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    _pii.Rotation().RewrapAsync(100, dryRun: false, CommandOf(Role.Admin), default)
                )
        );
        Assert.Equal(7, results.Sum(r => r.Value.Moved));
        Assert.All(
            await _pii.Store.ListAsync(Piis.Keys, new Query(Piis.Keys, Filter.Everything), default),
            k => Assert.Equal("k2", k.KeyId)
        );
    }
}
