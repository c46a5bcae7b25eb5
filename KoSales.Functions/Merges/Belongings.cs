using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Domain.Pii;
using KoSales.Functions.Documents;
using KoSales.Functions.Documents.Proving;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Merges;

/// <summary>Two records of which one takes the other's belongings, or gives them back.</summary>
public sealed record MergedRecords(PersonalEntity Survivor, PersonalEntity Loser);

/// <summary>What passed from one record to the other.</summary>
/// <param name="Documents">Null where none did.</param>
public sealed record BelongingsMoved(DocumentsMoved? Documents, IReadOnlyList<MovedPin> Pins)
{
    /// <summary>The documents, as the merge left them.</summary>
    public IReadOnlyList<RepointedItem> Items =>
        [
            .. (Documents?.Documents ?? []).Select(d => new RepointedItem(
                Belongings.Documents,
                d.Key,
                d.Version
            )),
        ];

    /// <summary>Those among what a merge re-pointed that passed back.</summary>
    public IReadOnlyList<RepointedItem> ItemsIn(MergeRecord record)
    {
        var passed = (Documents?.Documents ?? []).Select(d => d.Key).ToHashSet();
        return
        [
            .. record.Items.Where(i => i.Relation == Belongings.Documents && passed.Contains(i.Id)),
        ];
    }

    /// <summary>The record that has them now, showing what they prove.</summary>
    public T Gained<T>(T entity)
        where T : PersonalEntity =>
        Documents is { } moved ? (T)(entity with { Licences = moved.Gained }) : entity;

    /// <summary>The record that had them, showing what it has left.</summary>
    public T Left<T>(T entity)
        where T : PersonalEntity =>
        Documents is { } moved ? (T)(entity with { Licences = moved.Left }) : entity;
}

/// <summary>What a record takes along into the survivor beside all that points to it: the documents of its
/// personal data, and its pins in cohorts.</summary>
/// <remarks>Others that share the survivor's personal data show what it gained. Those that share the loser's
/// (the lead that it came of) are closed, and go on showing what was proved when it went.</remarks>
public sealed class Belongings(DocumentTransfer documents, LicenceShowing showing, MergedPins pins)
{
    /// <summary>As counts call them.</summary>
    public const string Documents = "documents";

    /// <summary>How much would pass, by what it is.</summary>
    public async ValueTask<Verdict<IReadOnlyList<RepointedCount>>> FindAsync(
        MergedRecords records,
        CancellationToken cancellationToken
    )
    {
        var (survivor, loser) = records;
        var found = await documents.FindAsync(MoveOf(loser, survivor), cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var pinned = await pins.FindAsync(loser.Ref, survivor.Key, cancellationToken);
        RepointedCount[] counts =
        [
            new(Documents, found.Value.Count),
            new(MergeRecord.CohortPins, pinned.Count),
        ];
        return counts.Where(c => c.Count > 0).ToList();
    }

    /// <summary>Adds to the batch, after the personal data of the two, that all of it is the
    /// survivor's.</summary>
    public async ValueTask<BelongingsMoved> AddAsync(
        Attempt attempt,
        MergedRecords records,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (survivor, loser) = records;
        var moved = await documents.AddAsync(
            attempt.Batch,
            MoveOf(loser, survivor),
            command,
            cancellationToken
        );
        if (moved is not null)
            await ShowAsync(attempt, moved.To, moved.Gained, survivor, command, cancellationToken);
        return new BelongingsMoved(
            moved,
            await pins.AddAsync(attempt, loser.Ref, survivor.Key, command, cancellationToken)
        );
    }

    /// <summary>Adds to the batch, after the personal data of the two, that whatever nobody changed since is
    /// the loser's again.</summary>
    public async ValueTask<BelongingsMoved> AddBackAsync(
        Attempt attempt,
        MergedRecords records,
        MergeRecord record,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (survivor, loser) = records;
        var own = record
            .Items.Where(i => i.Relation == Documents)
            .ToDictionary(i => i.Id, i => i.Version);
        var back = MoveOf(survivor, loser) with
        {
            Which = d => own.TryGetValue(d.Key, out var version) && version == d.Version,
        };
        var moved =
            own.Count == 0
                ? null
                : await documents.AddAsync(attempt.Batch, back, command, cancellationToken);
        if (moved is not null)
            await ShowAsync(attempt, moved.From, moved.Left, survivor, command, cancellationToken);
        return new BelongingsMoved(
            moved,
            await pins.AddBackAsync(attempt, record.Pins, survivor.Key, command, cancellationToken)
        );
    }

    private static DocumentMove MoveOf(PersonalEntity from, PersonalEntity to) =>
        new(PiiId.Of(from.PiiId), PiiId.Of(to.PiiId));

    private ValueTask ShowAsync(
        Attempt attempt,
        PiiDocument subject,
        IReadOnlyList<ShownLicence> licences,
        PersonalEntity survivor,
        Command command,
        CancellationToken cancellationToken
    ) =>
        showing.AddAsync(
            attempt.Batch,
            [.. subject.Subject.Where(s => s != survivor.Ref)],
            licences,
            command,
            cancellationToken
        );
}
