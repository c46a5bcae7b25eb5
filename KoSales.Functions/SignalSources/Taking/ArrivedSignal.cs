using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>A signal on its way in.</summary>
/// <param name="Source">As <see cref="Signal.Source"/>.</param>
public sealed record ArrivedSignal(string Source, SignalReading Reading)
{
    public ClosedLeadPolicy ClosedLeads { get; init; } = ClosedLeadPolicy.Usual;

    public SignalAssignment Assignment { get; init; } = new();

    /// <summary>What it is about, as the sender says; null where that is to be found.</summary>
    public EntityRef? Named { get; init; }

    /// <summary>A failure is kept, to be replayed; else it is the sender's to mend.</summary>
    public bool KeepsFailures { get; init; } = true;

    public static ArrivedSignal Of(SignalReading reading, SignalSource source) =>
        new(source.SourceKey, reading)
        {
            ClosedLeads = source.ClosedLeads,
            Assignment = source.Assignment,
        };

    public SignalDraft Draft =>
        new(Source, Reading.Kind, Reading.DedupeKey, Reading.OccurredAt)
        {
            Payload = Reading.Payload,
            Message = Reading.Message,
        };
}

/// <param name="IsNew">False for one that was taken in before.</param>
public sealed record TakenSignal(Signal Signal, bool IsNew);

/// <summary>A signal that is being taken in: with an id, not committed yet.</summary>
/// <param name="Begun">As <see cref="SignalStatus.Received"/>.</param>
/// <param name="IsStored">It failed before, so that it is there.</param>
/// <param name="Command">Of whoever brings it; answers are recorded with it.</param>
public sealed record SignalCase(ArrivedSignal Arrived, Signal Begun, bool IsStored, Command Command)
{
    /// <summary>What could be read of a lead.</summary>
    public required SignalLead Lead { get; init; }

    /// <summary>Adds the signal as it was taken to the transaction of what it did, with the answer.</summary>
    public TakenSignal Add(WriteBatch batch, Signal taken)
    {
        var signal = taken with { Left = [.. Lead.Left.Select(SignalFault.Of)] };
        Signals.SignalJournal.Add(batch, signal, isNew: !IsStored, Command);
        var answer = new TakenSignal(signal, IsNew: true);
        Command.RecordAnswer(batch, answer);
        return answer;
    }

    /// <summary>The same command, whose answer is what <paramref name="record"/> does.</summary>
    public Command Recording(Action<WriteBatch, object> record) =>
        new(Command.Actor, Command.Now, Command.Correlation) { AnswerRecorder = record };
}
