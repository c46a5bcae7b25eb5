using KoSales.Domain.Jobs;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>What is wanted of a job, for its orchestration.</summary>
public enum JobWish
{
    Run,
    Pause,

    /// <summary>Begin nothing more: cancelled or ended.</summary>
    Stop,
}

public static class JobWrites
{
    extension(Job job)
    {
        public JobWish Wish =>
            job switch
            {
                { HasEnded: true } or { CancelRequestedAt: not null } => JobWish.Stop,
                { Status: JobStatus.Paused } => JobWish.Pause,
                _ => JobWish.Run,
            };
    }

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
