using System.Text;
using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Tests.Webhooks;

public sealed class StandardWebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly byte[] Key = StandardWebhook.KeyOf(Secret)!;
    private static readonly Instant Then = Instant.FromUnixTimeSeconds(1614265330);

    private static Fault? Objection(
        string? signatures = Signature,
        byte[]? body = null,
        Duration? late = null
    ) =>
        StandardWebhook.Objection(
            new WebhookHeaders(Id, Timestamp, signatures),
            body ?? Body,
            [Key],
            Then + (late ?? Duration.Zero)
        );

    [Fact]
    public void The_vector_of_the_scheme_is_signed_and_taken()
    {
        Assert.Equal(Signature, StandardWebhook.Sign(Key, Id, Timestamp, Body));
        Assert.Null(Objection());
    }

    [Fact]
    public void One_good_signature_of_several_is_enough()
    {
        Assert.Null(Objection($"v1,AAAA {Signature}"));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_delivery_is_taken_within_five_minutes_either_way(int seconds, bool taken)
    {
        Assert.Equal(taken, Objection(late: Duration.FromSeconds(seconds)) is null);
    }

    [Fact]
    public void Another_body_another_key_and_no_signature_are_refused()
    {
        var otherKey = StandardWebhook.Objection(
            new WebhookHeaders(Id, Timestamp, Signature),
            Body,
            [new byte[24]],
            Then
        );

        Assert.Equal("webhook.signature", Objection(body: [1])?.Code);
        Assert.Equal("webhook.signature", otherKey?.Code);
        Assert.Equal("webhook.signature", Objection(signatures: null)?.Code);
        Assert.Equal("webhook.signature", Objection(signatures: "v1,äöü")?.Code);
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("short")]
    [InlineData("whsec_!!!")]
    public void What_is_no_key_is_none(string secret)
    {
        Assert.Null(StandardWebhook.KeyOf(secret));
    }
}
