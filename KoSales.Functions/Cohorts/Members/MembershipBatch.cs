using KoSales.Domain.Cohorts;

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
        foreach (var change in changes.Where(c => c.IsJoin))
            Join(batch, change, command);
        foreach (var change in changes.Where(c => !c.IsJoin && !c.IsLeave))
            batch.Replace(CohortMember.Collection, Resourced(change, command));
        Leave(batch, [.. changes.Where(c => c.IsLeave)], command);
        Schedule(batch, reevaluations, command);
        foreach (
            var cohort in changes
                .Select(c => c.Cohort)
                .Concat(reevaluations.Select(r => r.Cohort))
                .Distinct()
        )
            Count(batch, cohort, changes, command);
        command.EventBatch?.AddTo(batch, command);
        return batch;
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
        var rows = Filter.AllOf(
            Filter.In("id", leaves.Select(l => l.Before!.Id)),
            Filter.In("stay", leaves.Select(l => l.Before!.PeriodId))
        );
        batch.Delete(CohortMember.Collection, rows, expected: leaves.Length);
        foreach (var leave in leaves)
        {
            batch.Insert(MembershipPeriod.Collection, leave.Before!.End(command.Now));
            Publish(batch, CohortEvents.Left, leave.Cohort, leave.Before, command);
        }
    }

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
        string[] gone =
        [
            .. reevaluations
                .Where(r => r.DueAt is null)
                .Select(r => CohortMember.IdOf(r.Cohort.Id, r.EntityId)),
        ];
        if (gone.Length > 0)
            batch.Delete(CohortReevaluation.Collection, Filter.In("id", gone));
        foreach (var reevaluation in reevaluations)
        {
            if (reevaluation.DueAt is not { } at)
                continue;
            batch.Upsert(
                CohortReevaluation.Collection,
                new CohortReevaluation
                {
                    Id = CohortMember.IdOf(reevaluation.Cohort.Id, reevaluation.EntityId),
                    CohortId = reevaluation.Cohort.Id,
                    EntityId = reevaluation.EntityId,
                    DueAt = at,
                    CreatedAt = command.Now,
                    UpdatedAt = command.Now,
                }
            );
        }
    }

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
        var asComputed = Filter.AllOf(
            Filter.Eq("id", cohort.Id),
            new Filter.Condition(
                "definition",
                FilterOperator.Eq,
                new FilterValue.Number(cohort.Cohort.Definition)
            )
        );
        var patch = new Patch(command.Now, command.Actor.Id);
        batch.Patch(
            CohortFigures.Collection,
            asComputed,
            more == 0
                ? patch
                : patch with
                {
                    Increment = new Dictionary<string, decimal> { ["size"] = more },
                },
            expected: 1
        );
    }

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
