using System.Text;
using KoSales.Domain.Signals.Sources;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Pii.Keys;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Functions.SignalSources.Webhooks;

/// <summary>Tells whether a delivery is from whom it says, over the body as it came.</summary>
public sealed class SignalVerification(SecretKeeper keeper)
{
    /// <summary>The same for a source that is not there, one that takes nothing, and a wrong secret.</summary>
    public static readonly Fault Refused = new(
        FaultKind.Unauthenticated,
        "signal_source.unverified",
        "The delivery is not signed with a secret of an active source that is in force, or is from another time."
    );

    /// <summary>How sources hold their secrets.</summary>
    public SealedShape<SignalSource> Shape =>
        new(SignalSource.Collection, s => keeper.AreOutdated(SecretsOf(s)), Rewrapped);

    /// <summary>Null when it is.</summary>
    /// <param name="token">At the end of the path; null for none.</param>
    public Fault? Objection(
        SignalSource source,
        HttpRequest request,
        ReadOnlySpan<byte> body,
        string? token,
        Instant now
    )
    {
        if (!source.Active || token is not null != (source.Scheme == SignalScheme.PathToken))
            return Refused;
        var isGood = source.Scheme switch
        {
            SignalScheme.StandardWebhooks => StandardWebhook.Objection(
                HeadersOf(request),
                body,
                keeper.KeysInForce(source.SecretOwner, source.Secrets, now),
                now
            )
                is null,
            SignalScheme.HmacSha256 => BodySignature.Matches(
                request.Headers[source.Header ?? SignalSource.UsualHeader],
                body,
                TextsOf(source, now).Select(Encoding.UTF8.GetBytes)
            ),
            SignalScheme.PathToken => IsToken(source, token!, now),
        };
        return isGood ? null : Refused;
    }

    public bool IsToken(SignalSource source, string token, Instant now)
    {
        var isOne = false;
        foreach (var text in TextsOf(source, now))
            isOne |= BodySignature.IsSame(token, text);
        return isOne;
    }

    /// <summary>The newest path token.</summary>
    public string TokenOf(SignalSource source, Instant now) => TextsOf(source, now).Last();

    /// <summary>Whether it is what the source's owner entered at Meta.</summary>
    public bool IsVerifyToken(SignalSource source, string given) =>
        source.VerifyToken is { } kept
        && BodySignature.IsSame(given, keeper.Open(source.SecretOwner, kept));

    private IEnumerable<string> TextsOf(SignalSource source, Instant now) =>
        source.Secrets.InForce(now).Select(s => keeper.Open(source.SecretOwner, s));

    private static WebhookHeaders HeadersOf(HttpRequest request) =>
        new(
            request.Headers["webhook-id"],
            request.Headers["webhook-timestamp"],
            request.Headers["webhook-signature"]
        );

    private static IEnumerable<SigningSecret> SecretsOf(SignalSource source) =>
        source.VerifyToken is { } token ? source.Secrets.Append(token) : source.Secrets;

    private SignalSource Rewrapped(SignalSource source)
    {
        var secrets = keeper.Rewrapped(source.SecretOwner, SecretsOf(source));
        return source with
        {
            Secrets = [.. secrets.Take(source.Secrets.Count)],
            VerifyToken = secrets.Skip(source.Secrets.Count).FirstOrDefault(),
        };
    }
}
