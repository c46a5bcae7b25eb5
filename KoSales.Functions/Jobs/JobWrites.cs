using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Functions.Jobs;

public static class JobWrites
{
    /// <summary>Adds a part's counts to the job in the part's own transaction. Parts at once do not disturb
    /// each other.</summary>
    public static WriteBatch Advance(this WriteBatch batch, Job job, JobPart part, Instant now) =>
        batch.Patch(
            Job.Collection,
            Filter.Eq("id", job.Id.Value),
            new Patch(now, "system")
            {
                Increment = new Dictionary<string, decimal>
                {
                    ["processed"] = part.Processed,
                    ["succeeded"] = part.Succeeded,
                    ["failed"] = part.Failed,
                    ["skipped"] = part.Skipped,
                },
            }
        );
}
