using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars;

/// <summary>Makes the company calendar of a new installation. Of two processes that start at once one makes
/// it: there is one default.</summary>
public sealed class FirstCalendar(IDocumentStore store, IdAllocator ids, TimeProvider time)
    : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken))
            return;
        var calendar = Make(
            await ids.NextAsync<CalendarId>(cancellationToken),
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds())
        );
        var batch = new WriteBatch()
            .Insert(CalendarStore.Collection, calendar)
            .Insert(CalendarStore.Versions, calendar.ToVersion());
        var result = await store.CommitAsync(batch, cancellationToken);
        if (!result.IsCommitted && !await IsThereAsync(cancellationToken))
            throw NotWritten(result);
    }

    private static InvalidOperationException NotWritten(CommitResult result) =>
        new($"the company calendar could not be written: {result.Status}, {result.Index}");

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        await store.FirstAsync(
            CalendarStore.Collection,
            new Filter.Condition("is_default", FilterOperator.Eq, new FilterValue.Flag(true)),
            cancellationToken
        )
            is not null;

    private static Calendar Make(CalendarId id, Instant now) =>
        new()
        {
            Id = id,
            Name = "Company",
            Kind = CalendarKind.Base,
            IsDefault = true,
            TimeZone = CalendarDefinition.Default.TimeZone,
            Week = CalendarDefinition.Default.Week,
            CalendarVersion = 1,
            EffectiveFrom = now,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = Actor.System.Id,
            UpdatedBy = Actor.System.Id,
        };
}
