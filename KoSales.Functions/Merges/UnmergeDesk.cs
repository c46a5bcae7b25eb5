using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Functions.Agents;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Merges;

/// <summary>Undoes merges of one kind.</summary>
public sealed class UnmergeDesk<T>(
    MergeKind<T> kind,
    MergePairs<T> pairs,
    Repointing repointing,
    PersonalMerging personal,
    Belongings belongings,
    Availability availability,
    EntityWriter<T> writer,
    Commits commits
)
    where T : PersonalEntity
{
    private const string Contacts = "contacts";

    /// <summary>One transaction: the loser is there again with its pipeline and with whatever nobody changed
    /// since; what was changed stays with the survivor. A second undo answers the first. Refused with
    /// <c>merge.undo_taken</c> while another record has what only one may have.</summary>
    public Task<Verdict<MergeUndone>> UndoAsync(
        string loserId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        MergePair<T>? undoing = null;
        return commits.DecideAsync(
            kind.Spec.Busy(loserId),
            async attempt =>
            {
                var found = await pairs.ForUndoAsync(loserId, command, cancellationToken);
                if (found.IsRefused)
                    return found.Refusal;
                undoing = found.Value;
                var record = found.Value.Done!;
                var undo =
                    record.Undone
                    ?? await AddAsync(attempt, found.Value, command, cancellationToken);
                var undone = MergeUndone.Of(record, undo);
                command.RecordAnswer(attempt.Batch, undone);
                return (Verdict<MergeUndone>)undone;
            },
            cancellationToken,
            async (_, index) =>
                await TakenAsync(undoing!, index, command.Actor, cancellationToken) is { } taken
                    ? taken
                    : default(Verdict<MergeUndone>?)
        );
    }

    /// <summary>Who has by now what only one may have: of the loser, or what the survivor would get back. Null when
    /// that is gone.</summary>
    private async ValueTask<Fault?> TakenAsync(
        MergePair<T> pair,
        string? index,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var (survivor, loser, record) = pair;
        foreach (var returning in new[] { loser, Read(record!.Before) })
        {
            var taken = await writer.TakenAsync(returning, index, by, cancellationToken);
            if (taken is not null && MergeRecord.HolderIn(taken) != survivor.Key)
                return MergeRecord.TakenSince(loser.Key, survivor.Key, taken);
        }

        return null;
    }

    private async ValueTask<MergeUndo> AddAsync(
        Attempt attempt,
        MergePair<T> pair,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (batch, (survivor, loser, record)) = (attempt.Batch, pair);
        var holder = await availability.OrPoolAsync(
            new Holder(loser.OwnerId, loser.TeamId),
            command.Now,
            cancellationToken
        );
        var held = (T)(loser with { OwnerId = holder.OwnerId, TeamId = holder.TeamId });
        var back = await repointing.AddBackAsync(
            batch,
            kind.Relations,
            record!.Items,
            new Redirection(kind.Spec.Noun, survivor.Ref, held),
            command,
            cancellationToken
        );
        string[] contacts = [.. back.Where(i => i.Relation == Contacts).Select(i => i.Id)];
        var fields = FieldUndo<T>.Of(
            kind.Spec.Fields,
            Read(record.Before),
            Read(record.After),
            survivor
        );
        var masked = await PartAsync(batch, pair, fields.Entity, command, cancellationToken);
        var after = masked is null ? fields.Entity : (T)fields.Entity.Showing(masked);
        var moved = await belongings.AddBackAsync(
            attempt,
            new MergedRecords(survivor, loser),
            record,
            command,
            cancellationToken
        );
        after = moved.Left(kind.Losing(after, contacts));
        var given = kind.Decisions.GiveBack(survivor, after, loser, command);
        await writer.AddAsync(batch, survivor, given, command, cancellationToken);
        var returning = moved.Gained(kind.Gaining(loser, contacts));
        var returned = kind.Decisions.Return(returning, survivor, holder, command);
        await writer.AddAsync(batch, loser, returned, command, cancellationToken);
        // The cohorts that no longer name the survivor look at it again, whatever fields they ask for.
        if (moved.Pins.Count > 0)
            batch.Emit(command, new OutboxFact($"{kind.Spec.Noun}.updated", survivor.Ref));
        var counts = new Counts(
            [.. back, .. moved.ItemsIn(record)],
            moved.Pins.Count,
            HasParted: masked is not null
        );
        var undo = Counted(record, counts, fields, command);
        batch.Replace(
            MergeRecord.Collection,
            record with
            {
                Version = record.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
                Undone = undo,
            }
        );
        return undo;
    }

    private ValueTask<MaskedFields?> PartAsync(
        WriteBatch batch,
        MergePair<T> pair,
        T fields,
        Command command,
        CancellationToken cancellationToken
    ) =>
        personal.PartAsync(
            new MergedPersons(pair.Survivor, pair.Loser, fields),
            new PersonalMerge(pair.Survivor.Masks, null)
            {
                Before = pair.Done!.PersonalBefore,
                After = pair.Done.PersonalAfter,
            },
            new BatchCall(batch, command),
            cancellationToken
        );

    private T Read(JsonElement? stored) => stored!.Value.Deserialize(kind.Spec.Collection.Json)!;

    private static MergeUndo Counted(
        MergeRecord record,
        Counts counts,
        FieldUndo<T> fields,
        Command command
    )
    {
        var reversed = counts.Back.CountBy(i => i.Relation).ToDictionary();
        var kept = record.Items.Except(counts.Back).CountBy(i => i.Relation).ToDictionary();
        reversed["fields"] = fields.Reversed;
        kept["fields"] = fields.Kept.Count;
        reversed[MergeRecord.CohortPins] = counts.Pins;
        kept[MergeRecord.CohortPins] = record.Pins.Count - counts.Pins;
        (counts.HasParted ? reversed : kept)["personal_data"] = 1;
        return new MergeUndo(command.Now, command.Actor.Id, Filled(reversed), Filled(kept))
        {
            KeptFields = fields.Kept,
        };
    }

    private static Dictionary<string, int> Filled(Dictionary<string, int> counts) =>
        counts.Where(c => c.Value > 0).ToDictionary();

    /// <summary>What is as before the merge.</summary>
    /// <param name="Back">As the merge left them.</param>
    private sealed record Counts(IReadOnlyList<RepointedItem> Back, int Pins, bool HasParted);
}
