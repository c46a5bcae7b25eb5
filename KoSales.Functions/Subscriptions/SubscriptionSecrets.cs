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

    /// <summary>The same; null when they do not open, since their key is not configured any more.</summary>
    public IReadOnlyList<byte[]>? TryKeysOf(WebhookSubscription subscription, Instant now)
    {
        try
        {
            return KeysOf(subscription, now);
        }
        catch (Exception exception)
            when (exception is KeyUnknownException or CryptographicException)
        {
            return null;
        }
    }

    public bool IsOutdated(WebhookSubscription subscription) =>
        subscription.Secrets.Any(s => box.IsOutdated(s.Sealed));

    /// <summary>The same secrets under the active key.</summary>
    public WebhookSubscription Rewrapped(WebhookSubscription subscription) =>
        subscription with
        {
            Secrets =
            [
                .. subscription.Secrets.Select(s =>
                    s with
                    {
                        Sealed = box.Rewrap(ContextOf(subscription.Id, s.Id), s.Sealed),
                    }
                ),
            ],
        };

    private static string ContextOf(WebhookSubscriptionId subscription, string secretId) =>
        $"{WebhookSubscription.Collection.Name}/{subscription}/secret/{secretId}";
}

/// <summary>Moves the secrets of subscriptions along when keys are rotated.</summary>
public sealed class SubscriptionKeys(IDocumentStore store, SubscriptionSecrets secrets)
    : ISealedHolder
{
    /// <summary>What somebody changes meanwhile is moved by the next call.</summary>
    public async Task<int> RewrapAsync(
        int max,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var moved = 0;
        await foreach (var subscription in OutdatedAsync(cancellationToken))
        {
            if (moved == max)
                break;
            var next = secrets.Rewrapped(subscription).Next(command);
            var batch = new WriteBatch().Replace(WebhookSubscription.Collection, next);
            if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                moved++;
        }

        return moved;
    }

    public async ValueTask<long> CountOutdatedAsync(CancellationToken cancellationToken) =>
        await OutdatedAsync(cancellationToken).CountAsync(cancellationToken);

    /// <summary>Deleted ones too, so that nothing stored needs the old key.</summary>
    private IAsyncEnumerable<WebhookSubscription> OutdatedAsync(
        CancellationToken cancellationToken
    ) =>
        store
            .StreamAsync(WebhookSubscription.Collection, Filter.Everything, cancellationToken)
            .Where(secrets.IsOutdated);
}
