using System.Security.Cryptography;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Tests.Pii;

public sealed class SecretBoxTests
{
    private static readonly PiiKeys Keys = new(
        new Dictionary<string, byte[]>
        {
            ["k1"] = new byte[32],
            ["k2"] = [.. Enumerable.Repeat((byte)2, 32)],
        },
        "k2",
        new byte[32]
    );

    [Theory]
    [InlineData("")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("किसान")]
    public void What_is_sealed_opens_to_the_same(string text)
    {
        using var ring = new KeyRing(Keys);
        var box = new SecretBox(ring);
        var closed = box.Seal("webhook_events/1", text);
        Assert.Equal("k2", closed.KeyId);
        Assert.Equal(text, box.OpenText("webhook_events/1", closed));
    }

    [Fact]
    public void Another_context_does_not_open_it()
    {
        using var ring = new KeyRing(Keys);
        var box = new SecretBox(ring);
        var closed = box.Seal("webhook_events/1", "text");
        Assert.ThrowsAny<CryptographicException>(() => box.Open("webhook_events/2", closed));
    }

    [Fact]
    public void A_changed_cipher_does_not_open()
    {
        using var ring = new KeyRing(Keys);
        var box = new SecretBox(ring);
        var closed = box.Seal("a", "text");
        var other = box.Seal("a", "other");
        Assert.ThrowsAny<CryptographicException>(() =>
            box.Open("a", closed with { Cipher = other.Cipher })
        );
    }

    [Fact]
    public void Without_its_key_it_says_which_is_missing()
    {
        using var ring = new KeyRing(Keys);
        var closed = new SecretBox(ring).Seal("a", "text");
        using var without = new KeyRing(
            Keys with
            {
                ById = new Dictionary<string, byte[]> { ["k1"] = new byte[32] },
                Active = "k1",
            }
        );
        var fault = Assert.Throws<KeyUnknownException>(() =>
            new SecretBox(without).Open("a", closed)
        );
        Assert.Contains("k2", fault.Message, StringComparison.Ordinal);
    }
}
