using System.Security.Cryptography;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Pii.Keys;
using NodaTime;

namespace KoSales.Functions.Inbound.Secrets;

/// <summary>Makes, seals and opens signing secrets, for whoever keeps them: sources that send,
/// subscriptions that are sent to. Thread-safe.</summary>
public sealed class SecretKeeper(SecretBox box)
{
    private const string Prefix = "whsec_";
    private const int KeyBytes = 32;
    private const int IdBytes = 6;

    /// <summary>The secrets once a new one is added, which is shown this once.</summary>
    /// <param name="owner">Whose they are, such as <c>inbound_secrets/inventory</c>; needed again
    /// to open them.</param>
    /// <param name="secrets">Oldest first; empty for the first.</param>
    /// <param name="grace">How long the newest so far stays in force.</param>
    public RotatedSecrets Rotate(
        string owner,
        IReadOnlyList<SigningSecret> secrets,
        Duration grace,
        Instant now
    )
    {
        var text = NewText();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var added = new SigningSecret(id, box.Seal(ContextOf(owner, id), text), now, null);
        return new RotatedSecrets(secrets.Rotated(added, grace, now), text);
    }

    /// <summary>A new secret as it is handed out.</summary>
    public static string NewText() =>
        Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>A secret that somebody else chose, sealed.</summary>
    /// <param name="text">As <see cref="StandardWebhook.KeyOf"/> reads it, or whatever else the
    /// sender uses.</param>
    public SigningSecret Seal(string owner, string text, Instant now)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return new SigningSecret(id, box.Seal(ContextOf(owner, id), text), now, null);
    }

    /// <summary>As it was handed out: <c>whsec_…</c>.</summary>
    public string Open(string owner, SigningSecret secret) =>
        box.OpenText(ContextOf(owner, secret.Id), secret.Sealed);

    /// <summary>The keys of the secrets in force, newest last.</summary>
    public IReadOnlyList<byte[]> KeysInForce(
        string owner,
        IReadOnlyList<SigningSecret> secrets,
        Instant now
    ) =>
        [
            .. secrets
                .InForce(now)
                .Select(s => StandardWebhook.KeyOf(Open(owner, s)))
                .OfType<byte[]>(),
        ];

    private static string ContextOf(string owner, string id) => $"{owner}/{id}";
}

/// <param name="Secrets">To be stored.</param>
/// <param name="Shown">The new one in the clear: handed out once and kept nowhere.</param>
public sealed record RotatedSecrets(IReadOnlyList<SigningSecret> Secrets, string Shown)
{
    public override string ToString() => nameof(RotatedSecrets);
}
