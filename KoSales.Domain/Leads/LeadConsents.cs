using System.Collections.Frozen;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Leads;

/// <summary>The consent ledger as a lead shows it.</summary>
public static class LeadConsents
{
    /// <summary>The lead with the ledger's projection: the lines in force, and whether any channel is
    /// left.</summary>
    public static Lead Showing(this Lead lead, IReadOnlyList<ConsentEntry> ledger)
    {
        LeadConsent[] consent = [.. ledger.InForce().Select(Shown)];
        return lead with
        {
            DoNotContact = ledger.BarsAll(),
            Consent = consent.SequenceEqual(lead.Consent) ? lead.Consent : consent,
        };
    }

    /// <summary>The same as a decision; no changes when the lead shows it already. An erased lead shows
    /// none.</summary>
    public static LeadFact ShowConsents(
        this Lead lead,
        IReadOnlyList<ConsentEntry> ledger,
        Command command
    )
    {
        var shown = lead.ErasedAt is null ? lead.Showing(ledger) : lead;
        var changes = LeadFields.Table.Differences(lead, shown);
        var next =
            changes.Count == 0
                ? lead
                : shown with
                {
                    Version = lead.Version + 1,
                    UpdatedAt = command.Now,
                    UpdatedBy = command.Actor.Id,
                };
        return new LeadFact(next, "lead.updated", TimelineKind.Edited, changes)
        {
            Summary = "lead.consent_changed",
        };
    }

    /// <summary>What a lead of an earlier release says itself and no ledger holds yet.</summary>
    public static IEnumerable<ConsentEntry> Unrecorded(
        this Lead lead,
        IReadOnlyList<ConsentEntry> ledger
    )
    {
        foreach (var line in lead.Consent)
        {
            if (!WireNames<ConsentChannel>.TryRead(line.Channel, out var channel))
                continue;
            yield return new ConsentEntry(
                line.Purpose,
                channel,
                line.Given,
                line.At,
                line.Source ?? "lead"
            );
        }

        if (lead is { DoNotContact: true, ErasedAt: null } && !ledger.BarsAll())
            yield return new ConsentEntry(
                ConsentLedger.Contact,
                ConsentChannel.Any,
                false,
                lead.UpdatedAt,
                "lead"
            );
    }

    /// <summary>The channels by which the lead may not be contacted.</summary>
    public static IReadOnlySet<ConsentChannel> BarredChannels(this Lead lead)
    {
        if (lead.DoNotContact)
            return ConsentLedger.EveryChannel;
        if (lead.Consent.Count == 0)
            return FrozenSet<ConsentChannel>.Empty;
        ConsentEntry[] lines = [.. lead.Unrecorded([])];
        return ConsentLedger.EveryChannel.Where(lines.Bars).ToFrozenSet();
    }

    private static LeadConsent Shown(ConsentEntry line) =>
        new(
            line.Purpose,
            WireNames<ConsentChannel>.Of(line.Channel),
            line.Given,
            line.At,
            line.Source
        );
}
