using System.Security.Cryptography;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Pii.Keys;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>A new secret: as it is shown once, and as it is kept.</summary>
public sealed record NewSecret(string Text, SigningSecret Kept)
{
    public override string ToString() => nameof(NewSecret);
}

/// <summary>The secrets of subscriptions, encrypted at rest.</summary>
public sealed class SubscriptionSecrets(SecretKeeper keeper)
{
    public NewSecret New(WebhookSubscriptionId subscription, Instant now)
    {
        var text = SecretKeeper.NewText();
        return new NewSecret(text, keeper.Seal(OwnerOf(subscription), text, now));
    }

    /// <summary>Of those in force, the newest last; null when they do not open, since their key is not
    /// configured any more.</summary>
    public IReadOnlyList<byte[]>? KeysOf(WebhookSubscription subscription, Instant now)
    {
        try
        {
            return keeper.KeysInForce(OwnerOf(subscription.Id), subscription.Secrets, now);
        }
        catch (Exception exception)
            when (exception is KeyUnknownException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>How subscriptions hold their secrets.</summary>
    public SealedShape<WebhookSubscription> Shape =>
        new(
            WebhookSubscription.Collection,
            s => keeper.AreOutdated(s.Secrets),
            s => s with { Secrets = keeper.Rewrapped(OwnerOf(s.Id), s.Secrets) }
        );

    private static string OwnerOf(WebhookSubscriptionId subscription) =>
        $"{WebhookSubscription.Collection.Name}/{subscription}";
}
