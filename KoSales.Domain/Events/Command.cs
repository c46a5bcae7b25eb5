using NodaTime;

namespace KoSales.Domain.Events;

/// <summary>Who asks for a change, when, and what must be committed together with its effect.</summary>
/// <param name="Correlation">The trace id of the request, or the id of the event or job that caused this;
/// becomes the events' causation id.</param>
public sealed record Command(Actor Actor, Instant Now, string Correlation)
{
    private readonly Action<WriteBatch, object>? _recordAnswer;

    /// <summary>Set at the edge: adds documents to the effect's own transaction (the idempotency record
    /// with the answer). Null for none.</summary>
    public Action<WriteBatch, object>? AnswerRecorder
    {
        init => _recordAnswer = value;
    }

    /// <summary>Where bulk work gathers its events; null for an event of its own each.</summary>
    public EventBatch? EventBatch { get; init; }

    /// <summary>A use case calls this once, right before it commits, with the result that its caller will
    /// answer with.</summary>
    public void RecordAnswer(WriteBatch batch, object result) =>
        _recordAnswer?.Invoke(batch, result);
}
