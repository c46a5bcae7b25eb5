using System.Globalization;
using System.Text.Encodings.Web;
using NodaTime;

namespace KoSales.Domain.Inbound;

/// <summary>When failed deliveries are tried again.</summary>
/// <param name="MostAttempts">After so many a delivery is dead.</param>
/// <param name="First">Before the second attempt; doubles from attempt to attempt.</param>
public sealed record InboundRetries(int MostAttempts, Duration First, Duration Longest)
{
    /// <param name="attempts">Failed ones so far, from 1.</param>
    /// <param name="jitter">From 0 to 1: takes up to half of the pause away, so that what failed
    /// together does not come again together.</param>
    public Duration After(int attempts, double jitter)
    {
        var doubled = First.TotalMilliseconds * Math.Pow(2, attempts - 1);
        var pause = Math.Min(Longest.TotalMilliseconds, doubled);
        return Duration.FromMilliseconds(pause * (1 - jitter / 2));
    }
}

/// <summary>What is written of deliveries. Each write is conditional on the version that was seen,
/// so that of two who process a delivery one writes.</summary>
public static class InboundDecisions
{
    /// <summary>The delivery as it was seen.</summary>
    public static Filter AsSeen(this InboundDelivery seen) =>
        Filter.AllOf(
            Filter.Eq("id", seen.Id),
            new Filter.Condition("version", FilterOperator.Eq, new FilterValue.Number(seen.Version))
        );

    /// <summary>Takes it for a while: nobody else does before <paramref name="until"/>.</summary>
    public static Patch Taken(this InboundDelivery seen, Instant until, Instant now) =>
        new(now, "system")
        {
            Set = new Dictionary<string, string?> { ["next_attempt_at"] = JsonText.Of(until) },
        };

    /// <summary>What an attempt came to. The body is forgotten when the delivery is over.</summary>
    public static Patch Settled(
        this InboundDelivery seen,
        InboundOutcome outcome,
        InboundRetry retry,
        Instant now
    )
    {
        var status = seen.StatusAfter(outcome, retry.Retries);
        var attempts = seen.Attempts + (outcome.Status == InboundStatus.Failed ? 1 : 0);
        var set = new Dictionary<string, string?>
        {
            ["status"] = Text(WireNames<InboundStatus>.Of(status)),
            ["attempts"] = attempts.ToString(CultureInfo.InvariantCulture),
            ["error"] = outcome.Error is { } error ? Text(error) : null,
            ["facts"] = Facts(outcome.Facts),
            ["candidates"] = Texts(outcome.Candidates),
            ["next_attempt_at"] =
                status == InboundStatus.Failed
                    ? JsonText.Of(now + retry.Retries.After(attempts, retry.Jitter))
                    : null,
        };
        if (status.IsOver())
        {
            set["body"] = null;
            set["processed_at"] = JsonText.Of(now);
            set["lag_milliseconds"] = Lag(seen, now).ToString(CultureInfo.InvariantCulture);
        }

        return new Patch(now, "system") { Set = set };
    }

    /// <summary>Failed becomes dead after the last attempt.</summary>
    public static InboundStatus StatusAfter(
        this InboundDelivery seen,
        InboundOutcome outcome,
        InboundRetries retries
    )
    {
        var isLast = outcome.IsFinal || seen.Attempts + 1 >= retries.MostAttempts;
        return outcome.Status == InboundStatus.Failed && isLast
            ? InboundStatus.Dead
            : outcome.Status;
    }

    /// <summary>Gives it all its attempts again, from now on. Refused when it is over.</summary>
    /// <param name="choice">What it is about, as a person says; null to leave that as it
    /// is.</param>
    /// <param name="grace">How long whoever replays it has for processing it before the sweep
    /// may.</param>
    public static Verdict<InboundDelivery> Replayed(
        this InboundDelivery seen,
        string? choice,
        Duration grace,
        Command command
    )
    {
        if (seen.Status.IsOver() || seen.Body is null)
            return Fault.Conflict(
                "webhook_event.over",
                "The delivery is over: its body is no longer kept."
            );
        return seen with
        {
            Version = seen.Version + 1,
            Status = InboundStatus.Received,
            Attempts = 0,
            NextAttemptAt = command.Now + grace,
            Error = null,
            Candidates = [],
            Choice = choice ?? seen.Choice,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
    }

    private static long Lag(InboundDelivery seen, Instant now) =>
        Math.Max(0, (long)(now - seen.CreatedAt).TotalMilliseconds);

    private static string Text(string value) =>
        "\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) + "\"";

    private static string Texts(IReadOnlyList<string> values) =>
        $"[{string.Join(',', values.Select(Text))}]";

    private static string Facts(IReadOnlyDictionary<string, string> facts) =>
        "{" + string.Join(',', facts.Select(f => $"{Text(f.Key)}:{Text(f.Value)}")) + "}";
}

/// <param name="Jitter">From 0 to 1.</param>
public sealed record InboundRetry(InboundRetries Retries, double Jitter);
