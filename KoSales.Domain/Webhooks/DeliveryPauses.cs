using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace KoSales.Domain.Webhooks;

/// <summary>How long a delivery waits between attempts: four times as long each time, up to a longest pause.
/// By default ten attempts in about a day.</summary>
/// <param name="First">After the first attempt.</param>
public sealed record DeliveryPauses(Duration First, Duration Longest, int MostAttempts)
{
    private const double Growth = 4;

    /// <summary>A pause is up to a fifth longer, so that deliveries that failed together do not come
    /// together.</summary>
    private const double Spread = 0.2;

    /// <param name="attempts">Failed attempts so far, from 1.</param>
    /// <param name="deliveryId">Decides how much longer, always the same for the same attempt.</param>
    /// <param name="asked">What the receiver asks for; it is given that, up to the longest pause.</param>
    public Duration After(int attempts, string deliveryId, Duration asked = default)
    {
        var grown = First.TotalMilliseconds * Math.Pow(Growth, attempts - 1);
        var wanted = Math.Max(grown, asked.TotalMilliseconds);
        var pause = Math.Min(wanted, Longest.TotalMilliseconds);
        return Duration.FromMilliseconds(pause * (1 + (Spread * Share(deliveryId, attempts))));
    }

    public bool IsLast(int attempts) => attempts >= MostAttempts;

    /// <summary>From 0 to 1, by what is hashed.</summary>
    public static double Share(string deliveryId, int number)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{deliveryId}:{number}"));
        return BitConverter.ToUInt32(hash) / (double)uint.MaxValue;
    }
}
