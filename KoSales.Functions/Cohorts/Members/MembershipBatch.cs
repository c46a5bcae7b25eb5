using KoSales.Domain.Cohorts;
using NodaTime;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>Writes what a pass found, with the counts and the events that follow, on the condition that
/// everything still is as the pass saw it.</summary>
internal static class MembershipBatch
{
    /// <summary>From so many changes on, their events go as event batches.</summary>
    private const int Bulk = 20;

    /// <summary>Refused as a whole when a row was written by somebody else, or a cohort's definition has
    /// changed.</summary>
    public static WriteBatch Of(
        IReadOnlyList<MembershipChange> changes,
        IReadOnlyList<ReevaluationChange> reevaluations,
        Command command
    )
    {
        var batch = new WriteBatch();
        if (changes.Count >= Bulk)
            command = command with { EventBatch = new EventBatch() };
        AddRows(batch, changes, command);
        Schedule(batch, reevaluations, command);
        var concerned = changes.Select(c => c.Cohort).Concat(reevaluations.Select(r => r.Cohort));
        foreach (var cohort in concerned.Distinct())
            Count(batch, cohort, changes, command);
        command.EventBatch?.AddTo(batch, command);
        return batch;
    }

    private static void AddRows(
        WriteBatch batch,
        IReadOnlyList<MembershipChange> changes,
        Command command
    )
    {
        foreach (var change in changes.Where(c => c.IsJoin))
            Join(batch, change, command);
        foreach (var change in changes.Where(c => !c.IsJoin && !c.IsLeave))
            batch.Replace(CohortMember.Collection, Resourced(change, command));
        Leave(batch, [.. changes.Where(c => c.IsLeave)], command);
    }

    private static void Join(WriteBatch batch, MembershipChange change, Command command)
    {
        var row = new CohortMember
        {
            Id = CohortMember.IdOf(change.Cohort.Id, change.EntityId),
            CohortId = change.Cohort.Id,
            EntityId = change.EntityId,
            Source = change.After.Source,
            JoinedAt = command.Now,
            PeriodId = OrderedId.Next(command.Now),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
        };
        batch.Insert(CohortMember.Collection, row);
        Publish(batch, CohortEvents.Joined, change.Cohort, row, command);
    }

    private static void Leave(WriteBatch batch, MembershipChange[] leaves, Command command)
    {
        if (leaves.Length == 0)
            return;
        batch.Delete(
            CohortMember.Collection,
            AsSeen([.. leaves.Select(l => l.Before!)]),
            expected: leaves.Length
        );
        foreach (var leave in leaves)
        {
            batch.Insert(MembershipPeriod.Collection, leave.Before!.End(command.Now));
            Publish(batch, CohortEvents.Left, leave.Cohort, leave.Before, command);
        }
    }

    private static Filter AsSeen(CohortMember[] rows) =>
        Filter.AllOf(
            Filter.In("id", rows.Select(r => r.Id)),
            Filter.In("stay", rows.Select(r => r.PeriodId))
        );

    private static CohortMember Resourced(MembershipChange change, Command command) =>
        change.Before! with
        {
            Version = change.Before.Version + 1,
            Source = change.After.Source,
            UpdatedAt = command.Now,
        };

    private static void Schedule(
        WriteBatch batch,
        IReadOnlyList<ReevaluationChange> reevaluations,
        Command command
    )
    {
        string[] gone = [.. reevaluations.Where(r => r.DueAt is null).Select(IdOf)];
        if (gone.Length > 0)
            batch.Delete(CohortReevaluation.Collection, Filter.In("id", gone));
        foreach (var reevaluation in reevaluations)
        {
            if (reevaluation.DueAt is { } at)
                batch.Upsert(CohortReevaluation.Collection, RowOf(reevaluation, at, command));
        }
    }

    private static string IdOf(ReevaluationChange reevaluation) =>
        CohortMember.IdOf(reevaluation.Cohort.Id, reevaluation.EntityId);

    private static CohortReevaluation RowOf(
        ReevaluationChange reevaluation,
        Instant at,
        Command command
    ) =>
        new()
        {
            Id = IdOf(reevaluation),
            CohortId = reevaluation.Cohort.Id,
            EntityId = reevaluation.EntityId,
            DueAt = at,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
        };

    private static void Count(
        WriteBatch batch,
        LiveCohort cohort,
        IReadOnlyList<MembershipChange> changes,
        Command command
    )
    {
        var more =
            changes.Count(c => c.Cohort == cohort && c.IsJoin)
            - changes.Count(c => c.Cohort == cohort && c.IsLeave);
        var patch = new Patch(command.Now, command.Actor.Id);
        if (more != 0)
            patch = patch with { Increment = new Dictionary<string, decimal> { ["size"] = more } };
        batch.Patch(CohortFigures.Collection, AsComputed(cohort), patch, expected: 1);
    }

    /// <summary>The figures of the definition that the changes were computed by.</summary>
    private static Filter AsComputed(LiveCohort cohort) =>
        Filter.AllOf(
            Filter.Eq("id", cohort.Id),
            new Filter.Condition(
                "definition",
                FilterOperator.Eq,
                new FilterValue.Number(cohort.Cohort.Definition)
            )
        );

    /// <summary>Only where something is to be done about it.</summary>
    private static void Publish(
        WriteBatch batch,
        string type,
        LiveCohort cohort,
        CohortMember row,
        Command command
    )
    {
        if (cohort.Actions(type == CohortEvents.Joined).Count == 0)
            return;
        var facts = new CohortFacts(cohort.Id, row.PeriodId);
        batch.Emit(
            command,
            new OutboxFact(type, new EntityRef(cohort.Cohort.Entity, row.EntityId))
            {
                Data = CohortEvents.Data(facts),
            }
        );
    }
}
