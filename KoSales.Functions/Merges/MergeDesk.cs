using System.Text.Json;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Merges;

/// <summary>Merges two records of one kind.</summary>
public sealed class MergeDesk<T>(
    MergeKind<T> kind,
    MergePairs<T> pairs,
    Repointing repointing,
    PersonalMerging personal,
    Belongings belongings,
    IEntityPauses pauses,
    EntityWriter<T> writer,
    Commits commits
)
    where T : PersonalEntity
{
    /// <summary>One transaction: the survivor's fields and personal data, the loser with its pipeline, all
    /// that points to it, and the record that allows to undo it. Two that were merged before answer
    /// that merge.</summary>
    public Task<Verdict<MergeDone>> MergeAsync(
        string id,
        MergeInto body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        T? merging = null;
        return commits.DecideAsync(
            kind.Spec.Busy(id),
            async attempt =>
            {
                var plan = await PlanAsync(id, body, command, cancellationToken);
                if (plan.IsRefused)
                    return plan.Refusal;
                merging = plan.Value.Merged;
                var record =
                    plan.Value.Pair.Done
                    ?? await AddAsync(attempt, plan.Value, command, cancellationToken);
                var done = MergeDone.Of(record);
                command.RecordAnswer(attempt.Batch, done);
                return (Verdict<MergeDone>)done;
            },
            cancellationToken,
            async (_, index) =>
                await writer.TakenAsync(merging!, index, command.Actor, cancellationToken)
                    is { } taken
                    ? taken
                    : default(Verdict<MergeDone>?)
        );
    }

    /// <summary>What <see cref="MergeAsync"/> would do now; nothing is written.</summary>
    public async Task<Verdict<MergePlan>> PreviewAsync(
        string id,
        MergeInto body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var planned = await PlanAsync(id, body, command, cancellationToken);
        if (planned.IsRefused)
            return planned.Refusal;
        var plan = planned.Value;
        return new MergePlan
        {
            SurvivorId = id,
            LoserId = body.LoserId,
            Fields = plan.Fields,
            Repointed = plan.Pair.Done is { } done
                ? MergeDone.Of(done).Repointed
                :
                [
                    .. plan.Found.Select(f => new RepointedCount(f.Relation.Name, f.Items.Count)),
                    .. plan.Belongings,
                ],
            EndsPipelineId = plan.Pair.Done is null ? plan.Pair.Loser.PipelineId : null,
        };
    }

    private async ValueTask<Verdict<Plan>> PlanAsync(
        string id,
        MergeInto body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var picks = MergePicks.Read(body.Fields);
        var pair = await pairs.ForMergeAsync(id, body.LoserId, command.Actor, cancellationToken);
        Fault[] faults = [.. picks.Faults, .. pair.Faults];
        if (faults.Length > 0)
            return Verdict<Plan>.Refuse(faults);
        var (survivor, loser, done) = pair.Value;
        if (done is not null)
            return new Plan(pair.Value, picks.Value, survivor, [], [], []);
        var told = kind.Spec.Fields.Tell(
            survivor,
            loser,
            picks.Value,
            await PersonalFieldsAsync(survivor, loser, cancellationToken)
        );
        var unpickable = picks.Value.Faults(told, IsField);
        if (unpickable.Count > 0)
            return Verdict<Plan>.Refuse(unpickable);
        var found = await repointing.FindAsync(kind.Relations, loser.Ref, cancellationToken);
        var along = await belongings.FindAsync(
            new MergedRecords(survivor, loser),
            cancellationToken
        );
        Fault[] tooMany = [.. found.Faults, .. along.Faults];
        if (tooMany.Length > 0)
            return Verdict<Plan>.Refuse(tooMany);
        var merged = kind.Spec.Fields.Merge(survivor, loser, picks.Value);
        return new Plan(pair.Value, picks.Value, merged, told, found.Value, along.Value);
    }

    private async ValueTask<IReadOnlyList<MergedField>> PersonalFieldsAsync(
        T survivor,
        T loser,
        CancellationToken cancellationToken
    )
    {
        var held = await personal.DocumentsAsync(survivor, loser, cancellationToken);
        return
        [
            .. kind.PersonalMembers.Select(member => new MergedField(
                member,
                MaskOf(survivor, held.GetValueOrDefault(survivor.PiiId), member),
                MaskOf(loser, held.GetValueOrDefault(loser.PiiId), member)
            )),
        ];
    }

    private static string? MaskOf(T entity, PiiDocument? held, string member) =>
        member switch
        {
            "name" => held?.FullName is null ? null : entity.DisplayName,
            "phone" => entity.PhoneMasked,
            "email" => entity.EmailMasked,
            "gstin" => held?.GstinMasked,
            _ => held?.PanMasked,
        };

    private bool IsField(string path) =>
        kind.Spec.Fields.Find(path)?.Writer is not null || kind.PersonalMembers.Contains(path);

    private async ValueTask<MergeRecord> AddAsync(
        Attempt attempt,
        Plan plan,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var (batch, (survivor, loser, _)) = (attempt.Batch, plan.Pair);
        var joined = (
            await personal.JoinAsync(
                new MergedPersons(survivor, loser, plan.Merged),
                plan.Picks.Personal,
                new BatchCall(batch, command),
                cancellationToken
            )
        ).OrRefuse();
        var merged = kind.Gaining((T)plan.Merged.Showing(joined.Masked), plan.IdsOf("contacts"));
        merged = joined.Ledger is { } ledger ? merged.Showing(ledger) : merged;
        var moved = await belongings.AddAsync(
            attempt,
            new MergedRecords(survivor, loser),
            command,
            cancellationToken
        );
        merged = moved.Gained(merged);
        var bars = !loser.Barred.IsSupersetOf(merged.Barred);
        if (bars)
            await pauses.BarMovedAsync(batch, loser.Ref, merged.Barred, command, cancellationToken);
        var redirection = new Redirection(kind.Spec.Noun, loser.Ref, merged);
        Repointing.Add(batch, plan.Found, redirection, command, isExact: !bars);
        var gone = kind.Decisions.GiveWay(
            moved.Left(kind.Losing(loser, plan.IdsOf("contacts"))),
            survivor,
            command
        );
        await writer.AddAsync(batch, loser, gone, command, cancellationToken);
        var fact = kind.Decisions.Absorb(survivor, merged, loser, command);
        await writer.AddAsync(batch, survivor, fact, command, cancellationToken);
        var record = RecordOf(plan, fact.Entity, joined, command) with
        {
            Items = [.. plan.Found.SelectMany(f => f.Items), .. moved.Items],
            Pins = moved.Pins,
        };
        batch.Upsert(MergeRecord.Collection, record);
        return record;
    }

    private MergeRecord RecordOf(Plan plan, T after, PersonalMerge joined, Command command) =>
        new()
        {
            Id = plan.Pair.Loser.Key,
            Kind = kind.Spec.Kind,
            SurvivorId = after.Key,
            Before = JsonSerializer.SerializeToElement(
                plan.Pair.Survivor,
                kind.Spec.Collection.Json
            ),
            After = JsonSerializer.SerializeToElement(after, kind.Spec.Collection.Json),
            PersonalBefore = joined.Before,
            PersonalAfter = joined.After,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <param name="Merged">The survivor with its fields as they will be, but for personal ones.</param>
    /// <param name="Belongings">What goes along beside what points to the loser.</param>
    private sealed record Plan(
        MergePair<T> Pair,
        MergePicks Picks,
        T Merged,
        IReadOnlyList<MergedField> Fields,
        IReadOnlyList<FoundRelation> Found,
        IReadOnlyList<RepointedCount> Belongings
    )
    {
        public IReadOnlyCollection<string> IdsOf(string relation) =>
            [
                .. Found
                    .Where(f => f.Relation.Name == relation)
                    .SelectMany(f => f.Items)
                    .Select(i => i.Id),
            ];
    }
}
