using KoSales.Domain.Assignment;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Signals;
using KoSales.Functions.Agents;
using KoSales.Functions.CustomFields;
using NodaTime;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>What a signal says of a lead.</summary>
/// <param name="Left">Fields that could not be read, without which the lead is.</param>
public sealed record SignalLead(Verdict<LeadDraft> Draft, IReadOnlyList<Fault> Left)
{
    public LeadDraft? Value => Draft.IsRefused ? null : Draft.Value;
}

/// <summary>Reads what signals say as leads. A field that cannot be read is left out, as long as the person can
/// be reached without it: an enquiry is not lost for a mistyped pincode.</summary>
public sealed class SignalDrafts(CustomFieldCache customFields, Availability availability)
{
    /// <summary>Of the ledger: to be answered. It gives nothing that an opt-out has taken.</summary>
    public const string ConsentPurpose = "enquiry";

    private static readonly CellStyle Style = new(CellMarks.DecimalPoint);

    public async ValueTask<SignalLead> ReadAsync(
        ArrivedSignal arrived,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var parser = new LeadDraftParser(
            await customFields.OfAsync(EntityKind.Lead, cancellationToken)
        );
        var cells = CellsOf(arrived);
        var draft = parser.Parse(cells, Style);
        List<Fault> left = [];
        if (draft.IsRefused)
        {
            left.AddRange(draft.Faults.Where(f => cells.Remove(CellAt(f, cells))));
            cells.TryAdd("kind", WireNames<Domain.Entities.Personal.BuyerKind>.Of(default));
            draft = parser.Parse(cells, Style);
        }

        return draft.IsRefused
            ? new SignalLead(draft, left)
            : new SignalLead(
                await CompletedAsync(draft.Value, arrived, now, cancellationToken),
                left
            );
    }

    private static Dictionary<string, string> CellsOf(ArrivedSignal arrived)
    {
        Dictionary<string, string> cells = new(arrived.Reading.Cells);
        cells.TryAdd(
            "source.channel",
            WireNames<SourceChannel>.Of(arrived.Reading.Kind.ChannelOf())
        );
        cells.TryAdd("kind", WireNames<Domain.Entities.Personal.BuyerKind>.Of(default));
        return cells;
    }

    /// <summary>The cell that the fault is about; empty for none.</summary>
    private static string CellAt(Fault fault, Dictionary<string, string> cells) =>
        cells.Keys.FirstOrDefault(path => IsAt(fault, "/" + path.Replace('.', '/'))) ?? "";

    private static bool IsAt(Fault fault, string pointer) =>
        fault.Pointer == pointer
        || fault.Pointer?.StartsWith(pointer + "/", StringComparison.Ordinal) == true;

    private async ValueTask<LeadDraft> CompletedAsync(
        LeadDraft draft,
        ArrivedSignal arrived,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var completed = draft with { Consent = ConsentOf(draft, arrived) };
        if (arrived.Assignment.OwnerId is not { } owner)
            return completed;
        var teams = await availability.TeamsAsync([owner], cancellationToken);
        var team = arrived.Assignment.TeamId ?? teams.GetValueOrDefault(owner);
        var holder = new Holder(owner, team);
        return completed.At(await availability.OrPoolAsync(holder, now, cancellationToken));
    }

    /// <summary>A sender may say that somebody is not to be contacted, and not that they may be
    /// again.</summary>
    private static ConsentWords ConsentOf(LeadDraft draft, ArrivedSignal arrived)
    {
        var stop = draft.Consent.DoNotContact == true ? true : default(bool?);
        if (arrived.Reading.Consent is not { } given)
            return new ConsentWords(stop, []);
        var word = new ConsentWord(
            ConsentPurpose,
            ConsentChannel.Any,
            given,
            arrived.Reading.OccurredAt,
            WireNames<SignalKind>.Of(arrived.Reading.Kind)
        );
        return new ConsentWords(stop, [word]);
    }
}
