using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Timeline;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>Stage visits that last longer than their stage allows, each told of once. Pipelines that have
/// ended are taken out without a word.</summary>
internal sealed class StageAgeRounds(WorkflowCache cache, IBusinessTime time) : ISweepRound
{
    private const string RotsAt = "rots_at";

    public async Task<(int Count, bool Ended)> MarkAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    )
    {
        var (count, ended) = (0, true);
        foreach (var kind in Enum.GetValues<PipelineKind>())
        {
            var collection = PipelineCollections.Of(kind);
            var marked = await pages.MarkAsync<Pipeline>(
                collection,
                (now, limit) => Due(collection, now, limit),
                AddAsync,
                cancellationToken
            );
            (count, ended) = (count + marked.Count, ended && marked.Ended);
        }

        return (count, ended);
    }

    private static Query Due(Collection<Pipeline> collection, Instant now, int limit) =>
        new(collection, Filter.AllOf(Filter.Present(RotsAt), SlaMarks.UpTo(RotsAt, now)))
        {
            Sort = [new SortKey(RotsAt, FieldType.Instant)],
            Limit = limit,
        };

    private async ValueTask AddAsync(WriteBatch batch, Pipeline pipeline, Command command)
    {
        var end = pipeline.Status == PipelineStatus.Open ? await EndAsync(pipeline) : null;
        var rotten = end <= command.Now ? end : null;
        batch.Patch(
            PipelineCollections.Of(pipeline.Kind),
            AsRead(pipeline),
            new Patch(command.Now, command.Actor.Id) { Set = MarksOf(end, rotten) },
            expected: 1
        );
        if (rotten is { } due)
            Tell(batch, pipeline, due, command);
    }

    private static Dictionary<string, string?> MarksOf(Instant? end, Instant? rotten)
    {
        var marks = new Dictionary<string, string?>
        {
            [RotsAt] = end is { } later && rotten is null ? JsonText.Of(later) : null,
        };
        if (rotten is { } since)
            marks["rotten_at"] = JsonText.Of(since);
        return marks;
    }

    private static Filter AsRead(Pipeline pipeline) =>
        Filter.AllOf(Filter.Eq("id", pipeline.Id), SlaMarks.At(RotsAt, pipeline.RotsAt!.Value));

    private static void Tell(WriteBatch batch, Pipeline pipeline, Instant due, Command command)
    {
        batch.Emit(pipeline.EntityRef, FactsOf(pipeline, due, command.Now), command);
        batch.Insert(Activities.Collection, ClockEntries.OfStage(pipeline, due, command));
    }

    /// <summary>Under the calendar of now, which may have changed since the stage was entered.</summary>
    private async ValueTask<Instant?> EndAsync(Pipeline pipeline)
    {
        var definition = await cache.VersionAsync(
            pipeline.WorkflowId,
            pipeline.WorkflowVersion,
            CancellationToken.None
        );
        return definition.Find(pipeline.Stage) is { } stage
            ? StageAge.EndOf(
                stage,
                pipeline.StageEnteredAt,
                await time.OfTeamAsync(pipeline.TeamId, CancellationToken.None)
            )
            : null;
    }

    private static ClockFacts FactsOf(Pipeline pipeline, Instant due, Instant now) =>
        new()
        {
            Clock = "stage_age",
            OwnerId = pipeline.OwnerId,
            TeamId = pipeline.TeamId,
            DueAt = due,
            DetectedAt = now,
            PipelineId = pipeline.Id,
            Visit = pipeline.Visit,
            Stage = pipeline.Stage,
        };
}
