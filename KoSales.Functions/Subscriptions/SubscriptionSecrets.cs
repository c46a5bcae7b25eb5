using System.Security.Cryptography;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Pii.Keys;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>A new secret: as it is shown once, and as it is kept.</summary>
public sealed record NewSecret(string Text, SigningSecret Kept);

/// <summary>The secrets of subscriptions, encrypted at rest.</summary>
public sealed class SubscriptionSecrets(SecretBox box)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    public NewSecret New(WebhookSubscriptionId subscription, Instant now)
    {
        var id = OrderedId.Next(now);
        var text = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
        var kept = new SigningSecret(id, box.Seal(ContextOf(subscription, id), text), now, null);
        return new NewSecret(text, kept);
    }

    /// <summary>Of those in force, the newest last.</summary>
    public IReadOnlyList<byte[]> KeysOf(WebhookSubscription subscription, Instant now) =>
        [
            .. subscription
                .Secrets.InForce(now)
                .Select(s => box.OpenText(ContextOf(subscription.Id, s.Id), s.Sealed))
                .Select(text => StandardWebhook.KeyOf(text)!),
        ];

    private static string ContextOf(WebhookSubscriptionId subscription, string secretId) =>
        $"{WebhookSubscription.Collection.Name}/{subscription}/secret/{secretId}";
}
