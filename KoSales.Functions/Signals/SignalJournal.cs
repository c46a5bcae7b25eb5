using KoSales.Domain.Signals;
using KoSales.Domain.Timeline;

namespace KoSales.Functions.Signals;

/// <summary>Adds signals to the transactions of what they do.</summary>
public static class SignalJournal
{
    /// <summary>With its event when it is about something.</summary>
    /// <param name="isNew">False for one that is stored already: a replayed one.</param>
    public static void Add(WriteBatch batch, Signal signal, bool isNew, Command command)
    {
        if (isNew)
            batch.Insert(SignalStore.Collection, signal);
        else
            batch.Replace(SignalStore.Collection, signal);
        if (signal.EntityRef is { } about)
            batch.Emit(
                command,
                new OutboxFact(SignalEvents.Taken, about) { Data = SignalFacts.Of(signal) }
            );
    }

    /// <summary>An entry in the timeline of what it is about, for signals that change nothing there which
    /// would be told of.</summary>
    public static void Tell(WriteBatch batch, Signal signal, Command command) =>
        batch.Insert(
            Activities.Collection,
            Activities.Entry(
                command,
                signal.EntityRef!,
                TimelineKind.Signal,
                SignalEvents.Taken
            ) with
            {
                Refs = new Dictionary<string, string>
                {
                    ["signal_id"] = signal.Key,
                    ["source"] = signal.Source,
                    ["kind"] = WireNames<SignalKind>.Of(signal.Kind),
                },
            }
        );
}
