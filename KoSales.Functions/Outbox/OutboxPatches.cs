using System.Globalization;
using NodaTime;

namespace KoSales.Functions.Outbox;

/// <summary>The conditional writes on the outbox.</summary>
internal static class OutboxPatches
{
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <param name="value">Without quotes, backslashes and control characters.</param>
    public static string Text(string value) => $"\"{value}\"";

    /// <param name="values">Each without quotes, backslashes and control characters.</param>
    public static string Texts(IEnumerable<string> values) =>
        $"[{string.Join(',', values.Select(Text))}]";

    /// <summary>Moves an event's next attempt, if it still is where it was seen: of two that try, one wins.
    /// Affected: 1 or 0.</summary>
    public static WriteBatch Move(
        this WriteBatch batch,
        OutboxEvent seen,
        Instant next,
        Instant now
    ) =>
        batch.Patch(
            OutboxEvents.Collection,
            Filter.AllOf(
                Filter.Eq("id", seen.Id),
                new Filter.Condition(
                    "next_attempt_at",
                    FilterOperator.Eq,
                    new FilterValue.Moment(seen.NextAttemptAt)
                )
            ),
            new Patch(now, "system")
            {
                Set = new Dictionary<string, string?> { ["next_attempt_at"] = JsonText.Of(next) },
            }
        );

    public static WriteBatch Remove(this WriteBatch batch, IEnumerable<string> ids) =>
        batch.Delete(OutboxEvents.Collection, Filter.In("id", ids));
}
