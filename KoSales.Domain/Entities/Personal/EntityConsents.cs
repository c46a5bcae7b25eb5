using System.Collections.Frozen;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Entities.Personal;

/// <summary>The consent ledger as a record shows it.</summary>
public static class EntityConsents
{
    /// <summary>The record with the ledger's projection: the lines in force, and whether any channel is
    /// left.</summary>
    public static T Showing<T>(this T entity, IReadOnlyList<ConsentEntry> ledger)
        where T : PersonalEntity
    {
        ShownConsent[] consent = [.. ledger.InForce().Select(Shown)];
        return (T)(
            entity with
            {
                DoNotContact = ledger.BarsAll(),
                Consent = consent.SequenceEqual(entity.Consent) ? entity.Consent : consent,
            }
        );
    }

    /// <summary>The same as a decision; no changes when the record shows it already. An erased one shows
    /// none.</summary>
    public static EntityFact<T> ShowConsents<T>(
        this EntityDecisions<T> decisions,
        T entity,
        IReadOnlyList<ConsentEntry> ledger,
        Command command
    )
        where T : PersonalEntity
    {
        var shown = entity.ErasedAt is null ? entity.Showing(ledger) : entity;
        return decisions.Edit(entity, shown, command) with
        {
            Summary = $"{WireNames<EntityKind>.Of(entity.Ref.Type)}.consent_changed",
        };
    }

    /// <summary>What a record of an earlier release says itself and no ledger holds yet.</summary>
    public static IEnumerable<ConsentEntry> Unrecorded(
        this PersonalEntity entity,
        IReadOnlyList<ConsentEntry> ledger
    )
    {
        var noun = WireNames<EntityKind>.Of(entity.Ref.Type);
        foreach (var line in entity.Consent)
        {
            if (!WireNames<ConsentChannel>.TryRead(line.Channel, out var channel))
                continue;
            yield return new ConsentEntry(
                line.Purpose,
                channel,
                line.Given,
                line.At,
                line.Source ?? noun
            );
        }

        if (entity is { DoNotContact: true, ErasedAt: null } && !ledger.BarsAll())
            yield return new ConsentEntry(
                ConsentLedger.Contact,
                ConsentChannel.Any,
                false,
                entity.UpdatedAt,
                noun
            );
    }

    /// <summary>The channels by which it may not be contacted.</summary>
    public static IReadOnlySet<ConsentChannel> BarredChannels(this PersonalEntity entity)
    {
        if (entity.DoNotContact)
            return ConsentLedger.EveryChannel;
        if (entity.Consent.Count == 0)
            return FrozenSet<ConsentChannel>.Empty;
        ConsentEntry[] lines = [.. entity.Unrecorded([])];
        return ConsentLedger.EveryChannel.Where(lines.Bars).ToFrozenSet();
    }

    /// <summary>For the timeline.</summary>
    public static string? Told(this PersonalEntity entity) =>
        entity.Consent.Count == 0 ? null : string.Join(", ", entity.Consent.Select(TextOf));

    private static string TextOf(ShownConsent consent) =>
        $"{consent.Purpose}/{consent.Channel}: {(consent.Given ? "given" : "withdrawn")}";

    private static ShownConsent Shown(ConsentEntry line) =>
        new(
            line.Purpose,
            WireNames<ConsentChannel>.Of(line.Channel),
            line.Given,
            line.At,
            line.Source
        );
}
