using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Webhooks;

/// <summary>One secret of a source or a subscription.</summary>
/// <param name="Id">Names it in lists; says nothing of the secret.</param>
/// <param name="EndsAt">From when on it is no longer in force; null for the newest.</param>
public sealed record SigningSecret(
    string Id,
    SealedBytes Sealed,
    Instant CreatedAt,
    Instant? EndsAt
);

/// <summary>The secrets with which deliveries are signed: one, and while it is replaced two.</summary>
public static class SigningSecrets
{
    /// <summary>How long the former secret stays in force unless it is said otherwise.</summary>
    public static readonly Duration Grace = Duration.FromHours(24);

    /// <summary>At most the newest two are ever in force.</summary>
    public static IEnumerable<SigningSecret> InForce(
        this IReadOnlyList<SigningSecret> secrets,
        Instant now
    ) => secrets.Where(s => s.EndsAt is not { } ends || now < ends).TakeLast(2);

    /// <summary>The secrets once a new one is added: the newest so far ends after the grace at the latest, older
    /// ones are forgotten.</summary>
    public static IReadOnlyList<SigningSecret> Rotated(
        this IReadOnlyList<SigningSecret> secrets,
        SigningSecret added,
        Duration grace,
        Instant now
    ) =>
        secrets is [.., var newest]
            ?
            [
                newest with
                {
                    EndsAt = Instant.Min(newest.EndsAt ?? now + grace, now + grace),
                },
                added,
            ]
            : [added];
}
