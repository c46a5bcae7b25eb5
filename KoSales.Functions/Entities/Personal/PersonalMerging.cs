using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Entities.Personal;

/// <summary>Two records that become one.</summary>
/// <param name="Fields">The survivor with its fields as they will be.</param>
public sealed record MergedPersons(
    PersonalEntity Survivor,
    PersonalEntity Loser,
    PersonalEntity Fields
);

/// <summary>What a merge made of the survivor's personal data.</summary>
public sealed record PersonalMerge(MaskedFields Masked, IReadOnlyList<ConsentEntry>? Ledger)
{
    /// <summary>Null where the two shared their data.</summary>
    public PiiDocument? Before { get; init; }

    public PiiDocument? After { get; init; }
}

/// <summary>Joins the personal data of two records, and parts them again. The loser's data stay where they
/// are, for the undo, and are erased together with the survivor's.</summary>
public sealed class PersonalMerging(
    PiiVault vault,
    ConsentLedgers ledgers,
    PersonalChanges changes,
    IDocumentStore store
)
{
    private const string Source = "merge";

    private static readonly PiiField[] All = Enum.GetValues<PiiField>();

    /// <summary>Adds to the batch: the survivor's data with the loser's, the stricter consents of both, and
    /// whatever follows of them for others who have one of the phones.</summary>
    public async ValueTask<Verdict<PersonalMerge>> JoinAsync(
        MergedPersons persons,
        PersonalPicks picks,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var (survivor, loser, _) = persons;
        if (survivor.PiiId == loser.PiiId)
            return new PersonalMerge(survivor.Masks, null);
        var own = await LoadAsync(survivor, cancellationToken);
        var other = await LoadAsync(loser, cancellationToken);
        if (own.Key is null || other.Key is null)
            return PiiFaults.Erased((own.Key is null ? own : other).Document.Id);
        var data = picks.Join(vault.Open(own, All), vault.Open(other, All));
        var said = await ConsentsAsync(data, own, other, into.Command, cancellationToken);
        var renewed = own with { Document = own.Document with { Consents = said.Ledger } };
        var after = vault.Rewrite(into.Batch, renewed, data, into.Command).Value;
        into.Batch.Replace(
            Piis.Collection,
            other.Document.Next(into.Command) with
            {
                MergedInto = after.Key,
            }
        );
        await ledgers.SpreadAsync(
            into.Batch,
            new ConsentNews(after, said.Withdrawn),
            said.Known,
            survivor.Ref,
            into.Command,
            cancellationToken
        );
        return new PersonalMerge(
            changes.Shown(PiiMaskedFields.Of(after), persons.Fields, data.FullName),
            said.Ledger
        )
        {
            Before = own.Document,
            After = after,
        };
    }

    /// <summary>Adds to the batch that each has its own data again. Consents stay as they are.</summary>
    /// <param name="merge">As <see cref="JoinAsync"/> left them.</param>
    /// <returns>What the survivor shows; null when its data were changed since, hence stay.</returns>
    public async ValueTask<MaskedFields?> PartAsync(
        MergedPersons persons,
        PersonalMerge merge,
        BatchCall into,
        CancellationToken cancellationToken
    )
    {
        var (survivor, loser, fields) = persons;
        if (merge is not { Before: { } before, After: { } after })
            return survivor.Masks;
        var other = await LoadAsync(loser, cancellationToken);
        into.Batch.Replace(
            Piis.Collection,
            other.Document.Next(into.Command) with
            {
                MergedInto = null,
            }
        );
        var own = await LoadAsync(survivor, cancellationToken);
        if (own.Key is null || !own.Document.HoldsSame(after))
            return null;
        var back = own.Document.Next(into.Command).Holding(before);
        into.Batch.Replace(Piis.Collection, back);
        var name = vault.Open(own with { Document = back }, [PiiField.FullName]).FullName;
        return changes.Shown(PiiMaskedFields.Of(back), fields, name);
    }

    /// <summary>What the vault holds of both, masked.</summary>
    public async ValueTask<IReadOnlyDictionary<string, PiiDocument>> DocumentsAsync(
        PersonalEntity survivor,
        PersonalEntity loser,
        CancellationToken cancellationToken
    ) =>
        (
            await store.GetManyAsync(
                Piis.Collection,
                [survivor.PiiId, loser.PiiId],
                cancellationToken
            )
        ).ToDictionary(d => d.Id, Piis.Collection.Read);

    private async ValueTask<JoinedConsents> ConsentsAsync(
        PersonalData data,
        PiiRecord own,
        PiiRecord other,
        Command command,
        CancellationToken cancellationToken
    )
    {
        string[] phones = [.. data.Phones.Select(p => vault.PhoneIndexOf(p.Number))];
        var known = await ledgers.KnownAsync(phones, [], cancellationToken);
        known.Leave(other.Document.Id);
        var ledger = await ledgers.WholeAsync(own.Document, cancellationToken);
        var others = await ledgers.WholeAsync(other.Document, cancellationToken);
        var withdrawn = ledger.StricterThan(others, Line(command));
        var whole = phones.Aggregate(
            ledger.With(others),
            (all, phone) => all.With(known.Of(phone))
        );
        return new JoinedConsents(whole.With(withdrawn), withdrawn, known);
    }

    private static ConsentEntry Line(Command command) =>
        new(ConsentLedger.Contact, ConsentChannel.Any, false, command.Now, Source)
        {
            RecordedAt = command.Now,
            By = command.Actor.Id,
        };

    private async ValueTask<PiiRecord> LoadAsync(
        PersonalEntity entity,
        CancellationToken cancellationToken
    ) =>
        await vault.LoadAsync(PiiId.Of(entity.PiiId), cancellationToken)
        ?? throw new InvalidOperationException($"{entity.Key} has no {entity.PiiId}");

    private sealed record JoinedConsents(
        IReadOnlyList<ConsentEntry> Ledger,
        IReadOnlyList<ConsentEntry> Withdrawn,
        KnownConsents Known
    );
}
