using KoSales.Domain.Calendars;
using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Functions.Calendars;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Policies;
using NodaTime;

namespace KoSales.Functions.Leads.Parts;

/// <summary>Brings the clocks of leads under the calendars in force, as <see cref="RunningClocks"/> does
/// those of tasks. One that has told all it had to tell stays.</summary>
public sealed class RunningLeadClocks(
    IDocumentStore store,
    BusinessTimes times,
    PolicyBook policies
) : IRunningClocks
{
    /// <inheritdoc/>
    public async Task<(int Moved, bool Missed)> WalkAsync(
        CalendarShelf shelf,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var (moved, missed) = (0, false);
        foreach (var name in new[] { LeadClockRound.FirstResponse, LeadClockRound.CallBack })
        {
            await foreach (
                var lead in store.StreamAsync(
                    LeadStore.Collection,
                    Filter.Present($"{name}.next_at"),
                    cancellationToken
                )
            )
            {
                var question = await QuestionAsync(
                    lead,
                    LeadClockRound.Of(lead, name)!,
                    cancellationToken
                );
                if (
                    await FollowAsync(
                        lead,
                        name,
                        shelf.Of(question, now).Stack,
                        now,
                        cancellationToken
                    )
                    is not { } written
                )
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
        CalendarStack inForce,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var clock = LeadClockRound.Of(lead, name)!;
        var before = clock.Clock;
        var after = before.Follow(inForce, now);
        if (ReferenceEquals(before, after))
            return null;
        await times.LoadAsync(after, cancellationToken);
        var turned = clock.Under(after, times);
        var next = (
            name == LeadClockRound.FirstResponse
                ? lead with
                {
                    FirstResponse = turned,
                }
                : lead with
                {
                    CallBack = turned,
                }
        ) with
        {
            Version = lead.Version + 1,
            UpdatedAt = now,
            UpdatedBy = Actor.System.Id,
        };
        return (
            await store.CommitAsync(
                new WriteBatch().Replace(LeadStore.Collection, next),
                cancellationToken
            )
        ).IsCommitted;
    }

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
