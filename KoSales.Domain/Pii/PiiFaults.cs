using NodaTime;

namespace KoSales.Domain.Pii;

public static class PiiFaults
{
    public static Fault NotFound(string id) => Fault.NotFound("pii", id);

    public static Fault Erased(PiiId id) =>
        new(
            FaultKind.Gone,
            "pii.erased",
            $"The personal data of {id} were erased for good; only the tombstone is left."
        );

    /// <param name="wait">Until the agent's next window.</param>
    public static Fault TooManyReveals(Duration wait) =>
        new(
            FaultKind.Throttled,
            "pii.too_many_reveals",
            "You have revealed as much as one agent may for now; wait as Retry-After says.",
            Facts: new Dictionary<string, Fact>
            {
                ["retry_after"] = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)),
            }
        );

    public static readonly Fault Busy = Fault.Busy("pii.changed", "The document");
}
