using NodaTime;

namespace KoSales.Domain.Calls;

/// <summary>What is told of a call: by a provider as it goes on, or by whoever made it.</summary>
public sealed record CallReport
{
    /// <summary>Calls may be told of a little before they begin, since clocks differ.</summary>
    private static readonly Duration Ahead = Duration.FromMinutes(5);

    public string? AgentId { get; init; }

    public required CallStatus Status { get; init; }

    public required Instant StartedAt { get; init; }

    public Instant? AnsweredAt { get; init; }

    public Instant? EndedAt { get; init; }

    /// <summary>Null: from answer, or start, to end.</summary>
    public int? DurationSeconds { get; init; }

    public CallDisposition? Disposition { get; init; }

    public Instant? CallbackAt { get; init; }

    public string? RecordingUrl { get; init; }

    /// <summary>Masked already.</summary>
    public string? Notes { get; init; }

    public static CallReport Of(Call call) =>
        new()
        {
            AgentId = call.AgentId,
            Status = call.Status,
            StartedAt = call.StartedAt,
            AnsweredAt = call.AnsweredAt,
            EndedAt = call.EndedAt,
            DurationSeconds = call.DurationSeconds,
            Disposition = call.Disposition,
            CallbackAt = call.CallbackAt,
            RecordingUrl = call.RecordingUrl,
            Notes = call.Notes,
        };

    /// <summary>Every fault; none for a report that makes sense.</summary>
    public IEnumerable<Fault> Faults(Instant now)
    {
        if (StartedAt > now + Ahead)
            yield return Fault.Invalid(
                "/started_at",
                "call.in_future",
                "A call begins before it is told of."
            );
        if (AnsweredAt < StartedAt)
            yield return Fault.Invalid(
                "/answered_at",
                "call.times",
                "A call is answered after it began."
            );
        if (EndedAt < (AnsweredAt ?? StartedAt))
            yield return Fault.Invalid("/ended_at", "call.times", "A call ends after it began.");
        if (Disposition == CallDisposition.Callback && CallbackAt is null)
            yield return Fault.Invalid(
                "/callback_at",
                "call.callback_at",
                "Say when they want to be called."
            );
        if (CallbackAt is not null && Disposition != CallDisposition.Callback)
            yield return Fault.Invalid(
                "/callback_at",
                "call.callback_at",
                "Only the disposition callback has an instant to call at."
            );
        if (CallbackAt <= StartedAt)
            yield return Fault.Invalid(
                "/callback_at",
                "call.callback_at",
                "They are called back after this call."
            );
        if (Status is CallStatus.Missed or CallStatus.Failed && IsReached)
            yield return Fault.Invalid(
                "/disposition",
                "call.not_reached",
                "Nobody was spoken to in a call that was missed or failed."
            );
    }

    private bool IsReached =>
        Disposition
            is CallDisposition.Connected
                or CallDisposition.NotInterested
                or CallDisposition.Callback
                or CallDisposition.WrongNumber;

    internal int? Seconds =>
        DurationSeconds
        ?? (
            EndedAt is { } end && Status == CallStatus.Completed && AnsweredAt is { } answered
                ? (int)(end - answered).TotalSeconds
                : null
        );
}
