using System.Text.Json;

namespace KoSales.Functions.Api.Responses;

/// <summary>A dry run by the code of the action itself: everything is decided and prepared, and where the
/// action would
/// commit, it ends with this instead. Nothing is written, so the answer is what the action would have done
/// at that
/// moment.</summary>
/// <param name="batch">What would have been committed.</param>
/// <param name="would">The answer that the action would have given.</param>
public sealed class RehearsalException(WriteBatch batch, Answer would)
    : Exception("a rehearsal ends before the commit")
{
    private static readonly HashSet<string> Unshown = ["outbox", "idempotency_keys"];

    /// <summary>200 with <see cref="RehearsalView"/>.</summary>
    public Answer ToAnswer()
    {
        var result = would.Body.IsEmpty ? (JsonElement?)null : JsonElement.Parse(would.Body.Span);
        var view = new RehearsalView(true, would.Status, [.. Changes()], result);
        return new Answer(
            200,
            JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Wire.RehearsalView)
        );
    }

    private IEnumerable<RehearsedChange> Changes() =>
        batch
            .Operations.GroupBy(o => o.Collection.Name)
            .Where(g => !Unshown.Contains(g.Key))
            .Select(g => new RehearsedChange(g.Key, g.Count()))
            .OrderBy(c => c.Collection, StringComparer.Ordinal);
}

/// <summary>What an action with <c>dry_run=true</c> answers: nothing was changed.</summary>
/// <param name="DryRun">Always true.</param>
/// <param name="Status">The status that the action would answer with.</param>
/// <param name="Changes">What would be written, by collection.</param>
/// <param name="Result">The body that the action would answer with; left out for none.</param>
public sealed record RehearsalView(
    bool DryRun,
    int Status,
    IReadOnlyList<RehearsedChange> Changes,
    JsonElement? Result
);

/// <param name="Writes">Conditional writes; one may touch several documents.</param>
public sealed record RehearsedChange(string Collection, int Writes);
