using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Subscriptions;
using KoSales.Tests.Agents;
using KoSales.Tests.Storage;

namespace KoSales.Tests.Subscriptions;

public sealed class SubscriptionKeyTests
{
    private static readonly Command Command = SomeAgent.ByAdmin;

    [Fact]
    public async Task Secrets_move_under_the_active_key_and_stay_what_they_are()
    {
        using var folder = new TempFolder();
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("ko-sales.db")),
            TimeProvider.System
        );
        await store.EnsureAsync([WebhookSubscription.Collection], default);
        using var former = RingOf("k1", "k1");
        var secret = SecretsOf(former).New(WebhookSubscriptionId.Of("WHS-1"), Command.Now);
        var subscription = new WebhookSubscription
        {
            Id = WebhookSubscriptionId.Of("WHS-1"),
            Name = "Marketing",
            Url = "https://hooks.example.com/",
            EventTypes = ["lead.created"],
            Secrets = [secret.Kept],
        };
        await store.CommitAsync(
            new WriteBatch().Insert(WebhookSubscription.Collection, subscription),
            default
        );

        using var both = RingOf("k2", "k1", "k2");
        var keys = new SealedRecords<WebhookSubscription>(store, SecretsOf(both).Shape);
        var before = await keys.CountOutdatedAsync(default);
        var none = await keys.RewrapAsync(0, Command, default);
        var moved = await keys.RewrapAsync(10, Command, default);
        var after = await keys.CountOutdatedAsync(default);

        using var alone = RingOf("k2", "k2");
        var stored = await store.FindAsync(WebhookSubscription.Collection, "WHS-1", default);
        var opened = SecretsOf(alone).KeysOf(stored!, Command.Now);
        Assert.Null(SecretsOf(alone).KeysOf(subscription, Command.Now));
        Assert.Equal((1L, 0, 1, 0L), (before, none, moved, after));
        Assert.Equal(StandardWebhook.KeyOf(secret.Text), Assert.Single(opened!));
    }

    private static SubscriptionSecrets SecretsOf(KeyRing ring) =>
        new(new SecretKeeper(new SecretBox(ring)));

    private static KeyRing RingOf(string active, params string[] ids) =>
        new(
            new PiiKeys(
                ids.ToDictionary(id => id, id => Enumerable.Repeat((byte)id[1], 32).ToArray()),
                active,
                new byte[32]
            )
        );
}
