using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.SignalSources.Webhooks;
using NodaTime;

namespace KoSales.Tests.Signals;

public sealed class SignalSecretTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 4, 0);

    [Fact]
    public void All_secrets_of_a_source_move_along_when_keys_are_rotated()
    {
        using var former = RingOf("k1", "k1");
        var keeper = new SecretKeeper(new SecretBox(former));
        var bare = SignalSamples.Source(SignalPreset.MetaLeadAds);
        var source = bare with
        {
            Secrets = [keeper.Seal(bare.SecretOwner, "app-secret", Now)],
            VerifyToken = keeper.Seal(bare.SecretOwner, "challenge", Now),
        };

        using var both = RingOf("k2", "k1", "k2");
        var shape = new SignalVerification(new SecretKeeper(new SecretBox(both))).Shape;
        var moved = shape.Rewrapped(source);

        using var alone = RingOf("k2", "k2");
        var opener = new SecretKeeper(new SecretBox(alone));
        Assert.Equal((true, false), (shape.IsOutdated(source), shape.IsOutdated(moved)));
        Assert.Equal("app-secret", opener.Open(source.SecretOwner, Assert.Single(moved.Secrets)));
        Assert.Equal("challenge", opener.Open(source.SecretOwner, moved.VerifyToken!));
    }

    private static KeyRing RingOf(string active, params string[] ids) =>
        new(
            new PiiKeys(
                ids.ToDictionary(id => id, id => Enumerable.Repeat((byte)id[1], 32).ToArray()),
                active,
                new byte[32]
            )
        );
}
