using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Scoring;

/// <summary>Says that leads know when their score may change by time.</summary>
public sealed record ScoreReevaluationMark : Document
{
    public const string TheId = "score-flips";

    public static readonly Collection<ScoreReevaluationMark> Collection = new(
        "score_marks",
        () => new ScoreReevaluationMarkJson(DocumentJson.NewOptions()).ScoreReevaluationMark
    );

    public required string Id { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(ScoreReevaluationMark))]
internal sealed partial class ScoreReevaluationMarkJson : JsonSerializerContext;

/// <summary>Has the leads of an earlier release scored once, so that rules that look at the clock follow it
/// from then on.</summary>
public sealed class FirstScoreReevaluations(IDocumentStore store, TimeProvider time) : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await IsDoneAsync(cancellationToken))
            return;
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(Actor.System, now, ScoreReevaluationMark.TheId);
        var batch = new WriteBatch().Insert(ScoreReevaluationMark.Collection, MarkAt(now));
        var entity = new EntityRef(EntityKind.Lead, ScoreReevaluationMark.TheId);
        batch.Emit(command, new OutboxFact(Rescoring.RulesChanged, entity), Duration.Zero);
        // Refused when another host was faster.
        await store.CommitAsync(batch, cancellationToken);
    }

    private async ValueTask<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        await store.GetAsync(
            ScoreReevaluationMark.Collection,
            ScoreReevaluationMark.TheId,
            cancellationToken
        )
            is not null;

    private static ScoreReevaluationMark MarkAt(Instant now) =>
        new()
        {
            Id = ScoreReevaluationMark.TheId,
            CreatedAt = now,
            UpdatedAt = now,
        };
}
