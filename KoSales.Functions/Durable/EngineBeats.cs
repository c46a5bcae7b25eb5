using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Durable;

/// <summary>When the Durable engine was last asked for a sign of life, and when it last gave one.</summary>
public sealed record EngineBeat : Document
{
    public const string Only = "engine";

    public static readonly Collection<EngineBeat> Collection = new(
        "engine_beats",
        () => new EngineBeatJson(DocumentJson.NewOptions()).EngineBeat
    );

    public required string Id { get; init; }

    /// <summary>Of the first question that has no answer yet; the last question's when all have one.</summary>
    public Instant? AskedAt { get; init; }

    public Instant? AnsweredAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>Asked, and not answered since.</summary>
    [JsonIgnore]
    public bool IsWaiting =>
        AskedAt is { } asked && (AnsweredAt is not { } answered || answered < asked);

    /// <summary>The next version, with a question; the record itself while an earlier one waits.</summary>
    public EngineBeat Ask(Instant now) =>
        IsWaiting ? this : this with { AskedAt = now, Version = Version + 1, UpdatedAt = now };
}

[JsonSerializable(typeof(EngineBeat))]
internal sealed partial class EngineBeatJson : JsonSerializerContext;

/// <summary>Asks the engine by an orchestration whose activity answers: work that is stuck, however it came
/// to that,
/// shows as an answer that does not come.</summary>
public sealed class EngineBeats(IDocumentStore store, TimeProvider time)
{
    /// <summary>An answer that takes longer than this means that the engine does not work.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(3);

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var beat = await store.FindAsync(EngineBeat.Collection, EngineBeat.Only, cancellationToken);
        var batch = new WriteBatch();
        if (beat is null)
            batch.InsertIfAbsent(EngineBeat.Collection, New(now) with { AskedAt = now });
        else if (!beat.IsWaiting)
            batch.Replace(EngineBeat.Collection, beat.Ask(now));
        // Refused: another host asked just now.
        await store.CommitAsync(batch, cancellationToken);
    }

    public async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        var answered = new Patch(now, "system")
        {
            Set = new Dictionary<string, string?> { ["answered_at"] = JsonText.Of(now) },
        };
        var batch = new WriteBatch()
            .InsertIfAbsent(EngineBeat.Collection, New(now))
            .Patch(EngineBeat.Collection, Filter.Eq("id", EngineBeat.Only), answered);
        await store.CommitAsync(batch, cancellationToken);
    }

    /// <summary>False once the engine owes an answer for too long.</summary>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(EngineBeat.Collection, EngineBeat.Only, cancellationToken)
            is not { IsWaiting: true } beat
        || Now - beat.AskedAt!.Value <= Patience;

    private static EngineBeat New(Instant now) =>
        new()
        {
            Id = EngineBeat.Only,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = "system",
            UpdatedBy = "system",
        };
}

/// <summary>Whether the engine gets its work done, which a task hub that merely answers does not
/// tell.</summary>
internal sealed class EngineCheck(EngineBeats beats) : IReadinessCheck
{
    public string Part => "engine";

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        if (!await beats.IsAliveAsync(cancellationToken))
            throw new TimeoutException("the engine has not answered for minutes");
    }
}
