using System.Runtime.CompilerServices;
using KoSales.Domain.Tasks;
using KoSales.Functions.Invariants;
using KoSales.Functions.Tasks;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>What a task shows of its clock follows from the clock's log, and every breach was marked by the
/// sweep.</summary>
public sealed class TaskClockInvariant(IDocumentStore store, ISlaClocks clocks, TimeProvider time)
    : IInvariant
{
    /// <summary>A sweep goes every minute, and one of many tasks takes a while.</summary>
    private static readonly Duration SweepTime = Duration.FromMinutes(10);

    public string Name => "tasks";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sweptUntil = Instant.FromDateTimeOffset(time.GetUtcNow()) - SweepTime;
        var clocked = store.StreamAsync(
            SalesTasks.Collection,
            Filter.Present("sla"),
            cancellationToken
        );
        await foreach (var task in clocked)
        {
            var times = await clocks.TimesAsync(task.Sla?.Clock, cancellationToken);
            var wrong = task.Misread(times, sweptUntil);
            if (wrong.Count > 0)
                yield return new Violation(
                    Name,
                    task.Key,
                    $"it shows what its clock does not say: {string.Join(", ", wrong)}"
                );
        }
    }
}
