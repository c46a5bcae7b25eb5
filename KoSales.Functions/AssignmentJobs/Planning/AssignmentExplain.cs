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
        var subject = await SubjectAsync(job.Entity, entityId, actor, cancellationToken);
        if (subject is null)
            return Fault.NotFound(
                WireNames<EntityKind>.Of(job.Entity),
                QueryFaults.Shown(entityId)
            );
        var candidates = await CandidatesAsync(job, subject, cancellationToken);
        return await BatchOfAsync(job, entityId, cancellationToken) is var (batch, agent)
            ? Placed(subject.Id, batch, job.Agents[agent].AgentId, candidates)
            : Left(job, subject, candidates);
    }

    /// <summary>Null when there is no such record that the actor sees.</summary>
    private async ValueTask<PlanSubject?> SubjectAsync(
        EntityKind entity,
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var kind = source.Of(entity);
        if (await store.GetAsync(kind.Collection, id, cancellationToken) is not { } raw)
            return null;
        return kind.Read(raw) is { } subject && kind.Sees(actor, subject.Holder) ? subject : null;
    }

    private static AssignmentExplanation Left(
        CohortAssignmentJob job,
        PlanSubject subject,
        IReadOnlyList<CandidateAnswer> candidates
    ) => new(subject.Id, "left", null, WhyLeft(job, subject, candidates), null, candidates);

    private async ValueTask<IReadOnlyList<CandidateAnswer>> CandidatesAsync(
        CohortAssignmentJob job,
        PlanSubject subject,
        CancellationToken cancellationToken
    )
    {
        var found = await store.GetManyAsync(
            Agent.Collection,
            [.. job.Agents.Select(a => a.AgentId)],
            cancellationToken
        );
        var skills = found.Select(Agent.Collection.Read).ToDictionary(a => a.Key, a => a.Skills);
        var item = new PlanItem(subject.Id, subject.Traits);
        var options = new PlanOptions(job.Strategy, job.SkillsMatching, job.Seed);
        return [.. job.Agents.Select(AnswerOf)];

        CandidateAnswer AnswerOf(JobAgent agent) =>
            CandidateAnswer.Of(
                agent.AgentId,
                skills.GetValueOrDefault(agent.AgentId) ?? new Skills(),
                agent.WhyNot,
                item,
                options
            );
    }

    /// <summary>The last batch that has the record.</summary>
    private async ValueTask<(AssignmentBatch Batch, int Agent)?> BatchOfAsync(
        CohortAssignmentJob job,
        string entityId,
        CancellationToken cancellationToken
    )
    {
        var around = Around(job.Id, entityId);
        foreach (
            var batch in await store.ListAsync(
                AssignmentBatch.Collection,
                around,
                cancellationToken
            )
        )
        {
            if (batch.Groups.FirstOrDefault(g => g.Ids.Contains(entityId)) is { } group)
                return (batch, group.Agent);
        }

        return null;
    }

    /// <summary>Batches whose ids begin before the record and end behind it, the last first.</summary>
    private static Query Around(AssignmentJobId job, string entityId)
    {
        var id = new FilterValue.Text(entityId);
        var around = Filter.AllOf(
            AssignmentBatch.Of(job),
            new Filter.Condition("first_id", FilterOperator.Lte, id),
            new Filter.Condition("last_id", FilterOperator.Gte, id)
        );
        return new Query(AssignmentBatch.Collection, around)
        {
            Sort = [new SortKey("number", FieldType.Number, Descending: true)],
            Limit = MostBatches,
        };
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
    )
    {
        if (job.PlannedRound == 0)
            return "not_planned_yet";
        if (!subject.IsOpen)
            return AssignmentReasons.NotOpen;
        var unplaced = job.Unassignable.FirstOrDefault(u => u.SampleIds.Contains(subject.Id));
        if (unplaced is not null)
            return unplaced.Reason;
        if (candidates.All(c => !c.MayHave))
            return WhyNobody(candidates);
        return job.Scope == AssignmentScope.Unassigned && subject.Holder.OwnerId is not null
            ? "out_of_scope"
            : "not_planned";
    }

    private static string WhyNobody(IReadOnlyList<CandidateAnswer> candidates) =>
        candidates.Any(c => c.Why.All(IsLimit))
            ? PlanReasons.NoCapacity
            : PlanReasons.NoMatchingAgent;

    private static bool IsLimit(string why) =>
        why is PlanReasons.OpenWorkLimit or PlanReasons.DailyLimit;
}
