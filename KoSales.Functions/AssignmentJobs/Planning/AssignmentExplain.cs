using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Planning;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>Says what a job does with one record, and which agents might have it.</summary>
public sealed class AssignmentExplain(IDocumentStore store, Items items, PlanSource source)
{
    private const int MostBatches = 20;

    public async Task<Verdict<AssignmentExplanation>> OfAsync(
        string jobId,
        string entityId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            AssignmentJobList.Spec,
            CohortAssignmentJob.Collection,
            jobId,
            actor,
            cancellationToken
        );
        if (found.IsRefused)
            return found.Refusal;
        var job = found.Value;
        var kind = source.Of(job.Entity);
        if (
            await store.GetAsync(kind.Collection, entityId, cancellationToken) is not { } raw
            || kind.Read(raw) is not { } subject
            || !kind.Sees(actor, subject.Holder)
        )
            return Fault.NotFound(
                WireNames<EntityKind>.Of(job.Entity),
                QueryFaults.Shown(entityId)
            );
        var candidates = await CandidatesAsync(job, subject, cancellationToken);
        return await BatchOfAsync(job, entityId, cancellationToken) is var (batch, agent)
            ? Placed(subject.Id, batch, job.Agents[agent].AgentId, candidates)
            : new AssignmentExplanation(
                subject.Id,
                "left",
                null,
                WhyLeft(job, subject, candidates),
                null,
                candidates
            );
    }

    private async ValueTask<IReadOnlyList<CandidateAnswer>> CandidatesAsync(
        CohortAssignmentJob job,
        PlanSubject subject,
        CancellationToken cancellationToken
    )
    {
        var agents = (
            await store.GetManyAsync(
                Agent.Collection,
                [.. job.Agents.Select(a => a.AgentId)],
                cancellationToken
            )
        )
            .Select(Agent.Collection.Read)
            .ToDictionary(a => a.Key);
        var item = new PlanItem(subject.Id, subject.Traits);
        var options = new PlanOptions(job.Strategy, job.SkillsMatching, job.Seed);
        return
        [
            .. job.Agents.Select(a =>
                CandidateAnswer.Of(
                    a.AgentId,
                    agents.GetValueOrDefault(a.AgentId)?.Skills ?? new Skills(),
                    a.WhyNot,
                    item,
                    options
                )
            ),
        ];
    }

    /// <summary>The last batch that has the record.</summary>
    private async ValueTask<(AssignmentBatch Batch, int Agent)?> BatchOfAsync(
        CohortAssignmentJob job,
        string entityId,
        CancellationToken cancellationToken
    )
    {
        var id = new FilterValue.Text(entityId);
        var around = Filter.AllOf(
            AssignmentBatch.Of(job.Id),
            new Filter.Condition("first_id", FilterOperator.Lte, id),
            new Filter.Condition("last_id", FilterOperator.Gte, id)
        );
        var query = new Query(AssignmentBatch.Collection, around)
        {
            Sort = [new SortKey("number", FieldType.Number, Descending: true)],
            Limit = MostBatches,
        };
        foreach (
            var batch in await store.ListAsync(AssignmentBatch.Collection, query, cancellationToken)
        )
        {
            if (batch.Groups.FirstOrDefault(g => g.Ids.Contains(entityId)) is { } group)
                return (batch, group.Agent);
        }

        return null;
    }

    private static AssignmentExplanation Placed(
        string id,
        AssignmentBatch batch,
        string agentId,
        IReadOnlyList<CandidateAnswer> candidates
    )
    {
        if (batch.Faults.FirstOrDefault(f => f.EntityId == id) is { } fault)
            return new AssignmentExplanation(
                id,
                "failed",
                agentId,
                fault.Code,
                batch.Number,
                candidates
            );
        if (batch.Skipped.FirstOrDefault(f => f.EntityId == id) is { } skipped)
            return new AssignmentExplanation(
                id,
                "skipped",
                agentId,
                skipped.Code,
                batch.Number,
                candidates
            );
        return new AssignmentExplanation(
            id,
            batch.Done ? "assigned" : "planned",
            agentId,
            null,
            batch.Number,
            candidates
        );
    }

    private static string WhyLeft(
        CohortAssignmentJob job,
        PlanSubject subject,
        IReadOnlyList<CandidateAnswer> candidates
    ) =>
        job.PlannedRound == 0 ? "not_planned_yet"
        : !subject.IsOpen ? AssignmentReasons.NotOpen
        : job.Unassignable.FirstOrDefault(u => u.SampleIds.Contains(subject.Id)) is { } unplaced
            ? unplaced.Reason
        : candidates.All(c => !c.MayHave)
            ? candidates.Any(c => c.Why.All(IsLimit)) ? PlanReasons.NoCapacity
                : PlanReasons.NoMatchingAgent
        : job.Scope == AssignmentScope.Unassigned && subject.Holder.OwnerId is not null
            ? "out_of_scope"
        : "not_planned";

    private static bool IsLimit(string why) =>
        why is PlanReasons.OpenWorkLimit or PlanReasons.DailyLimit;
}
