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

    public bool IsOutdated(WebhookSubscription subscription) =>
        keeper.AreOutdated(subscription.Secrets);

    /// <summary>The same secrets under the active key.</summary>
    public WebhookSubscription Rewrapped(WebhookSubscription subscription) =>
        subscription with
        {
            Secrets = keeper.Rewrapped(OwnerOf(subscription.Id), subscription.Secrets),
        };

    private static string OwnerOf(WebhookSubscriptionId subscription) =>
        $"{WebhookSubscription.Collection.Name}/{subscription}";
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
