using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Signals;

/// <summary>A signal before it has an id.</summary>
public sealed record SignalDraft(
    string Source,
    SignalKind Kind,
    string DedupeKey,
    Instant OccurredAt
)
{
    /// <summary>Masked already.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Masked already.</summary>
    public string? Message { get; init; }
}

/// <summary>What a signal is about and what it did there.</summary>
public sealed record SignalOutcome(SignalStatus Status, EntityRef About, Holder Holder)
{
    public IReadOnlyList<SignalEffect> Effects { get; init; } = [];
}

public static class SignalEvents
{
    /// <summary>Something is known that is about the event's entity.</summary>
    public const string Taken = "signal.taken";
}

/// <summary>The life of a signal.</summary>
public static class SignalDecisions
{
    /// <param name="teamId">Whose it is as long as it is about nobody.</param>
    public static Signal Receive(SignalId id, SignalDraft draft, string? teamId, Command command) =>
        new()
        {
            Id = id,
            Source = draft.Source,
            Kind = draft.Kind,
            DedupeKey = draft.DedupeKey,
            ReceivedAt = command.Now,
            OccurredAt = draft.OccurredAt,
            Payload = draft.Payload,
            Message = draft.Message,
            Status = SignalStatus.Received,
            TeamId = teamId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>Read again, perhaps by another mapping.</summary>
    public static Signal ReadAs(this Signal signal, SignalDraft draft) =>
        signal with
        {
            Kind = draft.Kind,
            OccurredAt = draft.OccurredAt,
            Payload = draft.Payload,
            Message = draft.Message,
        };

    public static Signal Take(this Signal signal, SignalOutcome outcome, Command command) =>
        Looked(signal, command) with
        {
            Status = outcome.Status,
            EntityRef = outcome.About,
            OwnerId = outcome.Holder.OwnerId,
            TeamId = outcome.Holder.TeamId,
            Effects = outcome.Effects,
        };

    public static Signal Ignore(this Signal signal, SignalFault why, Command command) =>
        Looked(signal, command) with
        {
            Status = SignalStatus.Ignored,
            Error = why,
        };

    /// <param name="raw">What came, for a replay; null where there is nothing to replay.</param>
    public static Signal Fail(
        this Signal signal,
        SignalFault why,
        SealedBytes? raw,
        Command command
    ) => Looked(signal, command) with { Status = SignalStatus.Failed, Error = why, Sealed = raw };

    /// <summary>What follows of a missed call.</summary>
    public static IEnumerable<SignalEffect> CallEffects(this Signal signal)
    {
        if (signal.Kind == SignalKind.MissedCall)
            yield return new SignalEffect(SignalEffectType.CallLogged);
    }

    private static Signal Looked(Signal signal, Command command) =>
        signal with
        {
            Version = signal.Attempts == 0 ? signal.Version : signal.Version + 1,
            Attempts = signal.Attempts + 1,
            Error = null,
            Sealed = null,
            Left = [],
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
