using KoSales.Domain.Calendars;
using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Policies;
using NodaTime;

namespace KoSales.Functions.Leads.Parts.Clocks;

/// <summary>Brings the clocks of leads under the calendars in force, as <see cref="RunningClocks"/> does
/// those of tasks. One that has told all it had to tell stays.</summary>
public sealed class RunningLeadClocks(
    IDocumentStore store,
    BusinessTimes times,
    SlaPolicyCache policies
) : IRunningClocks
{
    /// <inheritdoc/>
    public async Task<(int Moved, bool Missed)> WalkAsync(
        CalendarIndex index,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var (moved, missed) = (0, false);
        foreach (var name in new[] { LeadClockRound.FirstResponse, LeadClockRound.CallBack })
        {
            var running = Filter.Present($"{name}.next_at");
            await foreach (
                var lead in store.StreamAsync(LeadStore.Collection, running, cancellationToken)
            )
            {
                if (await FollowAsync(lead, name, index, now, cancellationToken) is not { } written)
                    continue;
                if (written)
                    moved++;
                else
                    missed = true;
            }
        }

        return (moved, missed);
    }

    /// <summary>Null when it is under them already.</summary>
    private async ValueTask<bool?> FollowAsync(
        Lead lead,
        string name,
        CalendarIndex index,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var clock = LeadClockRound.Of(lead, name)!;
        var question = await QuestionAsync(lead, clock, cancellationToken);
        var before = clock.Clock;
        var after = before.Follow(index.Of(question, now).Stack, now);
        if (ReferenceEquals(before, after))
            return null;
        await times.LoadAsync(after, cancellationToken);
        var next = Turned(lead, name, clock.Under(after, times), now);
        var batch = new WriteBatch().Replace(LeadStore.Collection, next);
        return (await store.CommitAsync(batch, cancellationToken)).IsCommitted;
    }

    private static Lead Turned(Lead lead, string name, EntityClock clock, Instant now) =>
        With(lead, name, clock) with
        {
            Version = lead.Version + 1,
            UpdatedAt = now,
            UpdatedBy = Actor.System.Id,
        };

    private static Lead With(Lead lead, string name, EntityClock clock) =>
        name == LeadClockRound.FirstResponse
            ? lead with
            {
                FirstResponse = clock,
            }
            : lead with
            {
                CallBack = clock,
            };

    private async ValueTask<CalendarQuestion> QuestionAsync(
        Lead lead,
        EntityClock clock,
        CancellationToken cancellationToken
    )
    {
        var named =
            clock.PolicyId is { } id
            && await policies.FindAsync(id, cancellationToken) is not { CalendarId: null };
        return named
            ? new CalendarQuestion(clock.CalendarId, null, null)
            : new CalendarQuestion(null, lead.OwnerId, lead.TeamId);
    }
}
