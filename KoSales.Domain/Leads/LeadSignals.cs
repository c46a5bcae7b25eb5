using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>A signal, as far as the lead that it is about cares.</summary>
/// <param name="Id">Of the signal.</param>
/// <param name="Kind">As on the wire: <c>web_form</c>.</param>
public sealed record HeardSignal(string Id, string Source, string Kind, Instant At);

/// <summary>What signals do to leads.</summary>
public static class LeadSignals
{
    /// <summary>The same person enquired again: nothing to fill in, but somebody should act now, unless the
    /// person asked not to be contacted.</summary>
    /// <param name="signal">Null where the enquiry is none.</param>
    /// <param name="ledger">What the consent ledger says from now on; null when nothing was said.</param>
    public static EntityFact<Lead> EnquireAgain(
        this Lead lead,
        HeardSignal? signal,
        Command command,
        IReadOnlyList<ConsentEntry>? ledger = null
    )
    {
        var shown = ledger is null ? lead : lead.Showing(ledger);
        var heard = signal is null ? shown : shown.Counting(signal.At);
        var isBarred = shown.BarredChannels().IsSupersetOf(ConsentLedger.EveryChannel);
        var fact = LeadFields.Decisions.Changed(
            lead,
            isBarred ? heard : heard with { NextActionAt = command.Now },
            command,
            LeadEvents.EnquiredAgain,
            TimelineKind.Signal
        );
        return signal is null ? fact : fact with { Refs = RefsTo(signal) };
    }

    /// <summary>One more signal.</summary>
    public static Lead Counting(this Lead lead, Instant at) =>
        lead with
        {
            SignalCount = lead.SignalCount + 1,
            LastSignalAt = lead.LastSignalAt is { } last && last > at ? last : at,
        };

    private static Dictionary<string, string> RefsTo(HeardSignal signal) =>
        new()
        {
            ["signal_id"] = signal.Id,
            ["source"] = signal.Source,
            ["kind"] = signal.Kind,
        };
}
