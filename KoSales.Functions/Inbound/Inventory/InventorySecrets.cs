using KoSales.Domain.Inbound;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Writing;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Inbound.Inventory;

/// <summary>The keys with which the inventory system signs: those of the settings, and those
/// rotated here.</summary>
public sealed class InventorySecrets(
    IDocumentStore store,
    Commits commits,
    SecretKeeper keeper,
    TimeProvider time,
    IOptions<InventoryWebhookSettings> settings
)
{
    private const string Owner = "inbound_secrets/inventory";

    /// <summary>How long another host's rotation may go unnoticed.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<byte[]> _configured = settings.Value.Keys;

    private readonly ShortCache<SourceSecrets> _stored = new(
        time,
        Lifetime,
        async stop => await LoadAsync(store, stop) ?? Fresh
    );

    private static SourceSecrets Fresh => new() { Id = InboundSources.Inventory };

    /// <summary>How they are held sealed.</summary>
    public SealedShape<SourceSecrets> Shape =>
        new(
            SourceSecrets.Collection,
            s => keeper.AreOutdated(s.Secrets),
            s => s with { Secrets = keeper.Rewrapped(Owner, s.Secrets) }
        );

    /// <summary>In force at this instant.</summary>
    public async ValueTask<IReadOnlyList<byte[]>> KeysAsync(
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var stored = await _stored.GetAsync(cancellationToken);
        return stored.Secrets.Count == 0
            ? _configured
            : [.. _configured, .. keeper.KeysInForce(Owner, stored.Secrets, now)];
    }

    public async Task<SecretsView> ListAsync(Instant now, CancellationToken cancellationToken) =>
        ViewOf(await LoadAsync(store, cancellationToken) ?? Fresh, now);

    /// <summary>Adds a new secret; the one so far stays in force for the grace.</summary>
    public async Task<Verdict<RotatedSecretView>> RotateAsync(
        Duration grace,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var rotated = await commits.DecideAsync(
            Fault.Busy("webhook_secret.busy", "The secret"),
            async attempt =>
            {
                var found = await LoadAsync(store, cancellationToken);
                var next = keeper.Rotate(Owner, (found ?? Fresh).Secrets, grace, command.Now);
                var written = Put(attempt.Batch, found, next, command);
                var view = new RotatedSecretView
                {
                    Secret = next.Shown,
                    Secrets = ViewOf(written, command.Now).Secrets,
                };
                command.RecordAnswer(attempt.Batch, view);
                return (Verdict<RotatedSecretView>)view;
            },
            cancellationToken
        );
        _stored.Evict();
        return rotated;
    }

    private static SourceSecrets Put(
        WriteBatch batch,
        SourceSecrets? found,
        RotatedSecrets next,
        Command command
    )
    {
        var written = (found ?? Fresh with { CreatedAt = command.Now, Version = 0 }) with
        {
            Secrets = next.Secrets,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        written = written with { Version = written.Version + 1 };
        if (found is null)
            batch.Insert(SourceSecrets.Collection, written);
        else
            batch.Replace(SourceSecrets.Collection, written);
        return written;
    }

    private static ValueTask<SourceSecrets?> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    ) => store.FindAsync(SourceSecrets.Collection, InboundSources.Inventory, cancellationToken);

    private static SecretsView ViewOf(SourceSecrets stored, Instant now) =>
        new()
        {
            Secrets =
            [
                .. Domain
                    .Webhooks.SigningSecrets.InForce(stored.Secrets, now)
                    .Select(SecretView.Of),
            ],
        };
}
