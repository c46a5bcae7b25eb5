using NodaTime;

namespace KoSales.Domain.Orders;

/// <summary>Whether the inventory system is called at all: after several failures in a row it is left alone
/// for a while, then asked once.</summary>
/// <param name="Failures">In a row.</param>
/// <param name="OpenUntil">Nobody calls before; null while calls go through.</param>
public sealed record InventoryCircuit(int Failures, Instant? OpenUntil)
{
    public const int MostFailures = 5;

    public static readonly Duration Pause = Duration.FromSeconds(30);

    public static readonly InventoryCircuit Closed = new(0, null);

    public bool Allows(Instant now) => OpenUntil is not { } until || now >= until;

    public InventoryCircuit AfterFailure(Instant now) =>
        new(Failures + 1, Failures + 1 >= MostFailures ? now + Pause : null);
}

/// <summary>How long the submission of an order waits between attempts.</summary>
public static class SubmissionPauses
{
    private const int LongestPauseSeconds = 15 * 60;

    /// <summary>Attempts before it is given up: about nine hours.</summary>
    public const int MostAttempts = 45;

    /// <summary>1, 2, 4 … seconds, at most a quarter of an hour.</summary>
    /// <param name="attempt">That was made, from 1.</param>
    public static int AfterAttempt(int attempt) =>
        Math.Min(LongestPauseSeconds, 1 << Math.Min(attempt - 1, 10));

    /// <summary>Between questions whether the order is confirmed: longer the longer it takes, up to an
    /// hour.</summary>
    /// <param name="question">That was asked, from 1.</param>
    public static int AfterQuestion(int question) => Math.Min(60 * 60, 5 << Math.Min(question, 10));
}
