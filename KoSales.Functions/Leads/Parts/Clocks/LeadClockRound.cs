using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Domain.Timeline;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Sla;
using KoSales.Functions.Sla.Clocks;
using NodaTime;

namespace KoSales.Functions.Leads.Parts.Clocks;

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
        var isWaitedFor = lead is { Status: LeadStatus.Open, DeletedAt: null };
        var mark = isWaitedFor ? clock.Look(times, command.Now) : null;
        var patch = new Patch(command.Now, command.Actor.Id) { Set = Marks(mark?.Clock) };
        batch.Patch(LeadStore.Collection, AsRead(lead, clock), patch, expected: 1);
        if (mark is not null)
            Publish(batch, lead, clock, mark.Percent, command);
    }

    private Filter AsRead(Lead lead, EntityClock clock) =>
        Filter.AllOf(Filter.Eq("id", lead.Id.Value), SlaMarks.At(_nextAt, clock.NextAt!.Value));

    /// <param name="percent">Of the warning; null for a breach, which the timeline shows as well.</param>
    private void Publish(
        WriteBatch batch,
        Lead lead,
        EntityClock clock,
        int? percent,
        Command command
    )
    {
        if (percent is null)
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
                Percent = percent,
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
        Add("warned_at", clock?.WarnedAt);
        Add("breached_at", clock?.BreachedAt);
        Add("detected_at", clock?.DetectedAt);
        return marks;

        void Add(string member, Instant? instant)
        {
            if (instant is { } at)
                marks[$"{name}.{member}"] = JsonText.Of(at);
        }
    }
}
