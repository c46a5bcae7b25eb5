using System.Collections.Frozen;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>
/// What a request says of consent, on its way to the ledger: the lead itself only shows what the ledger says.
/// </summary>
/// <param name="DoNotContact">Null when nothing is said of it.</param>
public sealed record ConsentWords(bool? DoNotContact, IReadOnlyList<ConsentWord> Lines)
{
    public static ConsentWords None { get; } = new(null, []);

    /// <summary>Nobody has said yet what is to be said tomorrow.</summary>
    public IReadOnlyList<Fault> ObjectionsAt(Instant now) =>
        [
            .. Lines
                .Index()
                .Where(w => w.Item.At > now + Skew)
                .Select(w =>
                    Fault.Invalid(
                        $"/consent/{w.Index}/at",
                        "consent.in_future",
                        "Consent is given in the past or now."
                    )
                ),
        ];

    public bool IsEmpty => DoNotContact is null && Lines.Count == 0;

    /// <summary>How far clocks of others may be ahead.</summary>
    private static readonly Duration Skew = Duration.FromMinutes(5);

    /// <summary>As lines of the ledger. What names no time was said now.</summary>
    public IReadOnlyList<ConsentEntry> ToLines(string source, Command command)
    {
        var lines = Lines.Select(w => new ConsentEntry(
            w.Purpose,
            w.Channel,
            w.Given,
            w.At ?? command.Now,
            w.Source ?? source
        ));
        if (DoNotContact is { } stop)
            lines = lines.Append(
                new ConsentEntry(
                    ConsentLedger.Contact,
                    ConsentChannel.Any,
                    !stop,
                    command.Now,
                    source
                )
            );
        return [.. lines.Select(l => l with { RecordedAt = command.Now, By = command.Actor.Id })];
    }
}

/// <param name="At">When it was said; null for now.</param>
/// <param name="Source">Null for the channel by which the lead came.</param>
public sealed record ConsentWord(
    string Purpose,
    ConsentChannel Channel,
    bool Given,
    Instant? At,
    string? Source
);

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
        var changes = LeadDiff.Between(lead, shown);
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
