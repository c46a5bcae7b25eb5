using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Pii.Keys;
using NodaTime;

namespace KoSales.Tests.Inbound;

public sealed class SecretKeeperTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 28, 6, 0);

    private static readonly PiiKeys Keys = new(
        new Dictionary<string, byte[]> { ["k1"] = new byte[32] },
        "k1",
        new byte[32]
    );

    [Fact]
    public void A_rotated_secret_is_in_force_with_the_former_for_the_grace_and_alone_after()
    {
        using var ring = new KeyRing(Keys);
        var keeper = new SecretKeeper(new SecretBox(ring));
        var first = keeper.Rotate("owner", [], Duration.FromHours(1), Now);
        var second = keeper.Rotate("owner", first.Secrets, Duration.FromHours(1), Now);

        byte[][] both = [.. keeper.KeysInForce("owner", second.Secrets, Now)];
        byte[][] after =
        [
            .. keeper.KeysInForce("owner", second.Secrets, Now + Duration.FromHours(1)),
        ];

        Assert.Equal(
            [StandardWebhook.KeyOf(first.Shown)!, StandardWebhook.KeyOf(second.Shown)!],
            both
        );
        Assert.Equal([StandardWebhook.KeyOf(second.Shown)!], after);
        Assert.Equal(second.Shown, keeper.Open("owner", second.Secrets[^1]));
        Assert.DoesNotContain(second.Shown, second.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_does_not_open_for_another_owner()
    {
        using var ring = new KeyRing(Keys);
        var keeper = new SecretKeeper(new SecretBox(ring));
        var secret = keeper.Seal("one", "chosen elsewhere", Now);

        Assert.Equal("chosen elsewhere", keeper.Open("one", secret));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() =>
            keeper.Open("other", secret)
        );
    }
}
