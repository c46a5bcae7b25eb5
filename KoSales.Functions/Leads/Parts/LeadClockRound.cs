using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Domain.Timeline;
using KoSales.Functions.Calendars;
using KoSales.Functions.Sla;
using KoSales.Functions.Sla.Clocks;
using NodaTime;

namespace KoSales.Functions.Leads.Parts;

/// <summary>One of the clocks of leads in the sweep. A lead that has ended is taken out without a word:
/// nobody waits for it any more.</summary>
internal sealed class LeadClockRound(string name, BusinessTimes times) : ISweepRound
{
    public const string FirstResponse = "first_response";
    public const string CallBack = "call_back";

    private readonly string _nextAt = $"{name}.next_at";

    public Task<(int Count, bool Ended)> MarkAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    ) => pages.MarkAsync<Lead>(LeadStore.Collection, Due, AddAsync, cancellationToken);

    public static EntityClock? Of(Lead lead, string name) =>
        name == FirstResponse ? lead.FirstResponse : lead.CallBack;

    private Query Due(Instant now, int limit) =>
        new(
            LeadStore.Collection,
            Filter.AllOf(Filter.Present(_nextAt), SlaMarks.UpTo(_nextAt, now))
        )
        {
            Sort = [new SortKey(_nextAt, FieldType.Instant)],
            Limit = limit,
        };

    private async ValueTask AddAsync(WriteBatch batch, Lead lead, Command command)
    {
        var clock = Of(lead, name)!;
        await times.LoadAsync(clock.Clock, CancellationToken.None);
        var mark = lead is { Status: LeadStatus.Open, DeletedAt: null }
            ? clock.Look(times, command.Now)
            : null;
        var asRead = Filter.AllOf(
            Filter.Eq("id", lead.Id.Value),
            SlaMarks.At(_nextAt, clock.NextAt!.Value)
        );
        batch.Patch(
            LeadStore.Collection,
            asRead,
            new Patch(command.Now, command.Actor.Id) { Set = Marks(mark?.Clock) },
            expected: 1
        );
        if (mark is null)
            return;
        if (mark.Percent is null)
            batch.Insert(
                Activities.Collection,
                ClockEntries.OfLead(lead, name, clock.DueAt, command)
            );
        batch.Emit(
            lead.Id.Ref,
            new ClockFacts
            {
                Clock = name,
                OwnerId = lead.OwnerId,
                TeamId = lead.TeamId,
                Percent = mark.Percent,
                DueAt = clock.DueAt,
                DetectedAt = command.Now,
            },
            command
        );
    }

    private Dictionary<string, string?> Marks(EntityClock? clock)
    {
        var marks = new Dictionary<string, string?>
        {
            [_nextAt] = clock?.NextAt is { } next ? JsonText.Of(next) : null,
        };
        if (clock?.WarnedAt is { } warned)
            marks[$"{name}.warned_at"] = JsonText.Of(warned);
        if (clock?.BreachedAt is { } breached)
            marks[$"{name}.breached_at"] = JsonText.Of(breached);
        if (clock?.DetectedAt is { } detected)
            marks[$"{name}.detected_at"] = JsonText.Of(detected);
        return marks;
    }
}
