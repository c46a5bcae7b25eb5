using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using KoSales.Functions.Sla;
using KoSales.Functions.Tasks;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Leads.Parts.Clocks;

/// <summary>Starts and stops the clocks of leads. Each method answers with the lead as it is to be written;
/// none reads or writes leads.</summary>
public sealed class LeadClocks(ISlaClocks clocks, IOptions<SlaSettings> settings) : ILeadClocks
{
    /// <summary>First response, unless there was one already.</summary>
    public async ValueTask<Lead> BeginAsync(
        Lead lead,
        Instant now,
        CancellationToken cancellationToken
    ) =>
        lead.FirstResponseAt is not null || lead.FirstResponse is not null
            ? lead
            : lead with
            {
                FirstResponse = await StartAsync(
                    lead,
                    settings.Value.FirstResponsePolicyId,
                    settings.Value.FirstResponseMinutes,
                    now,
                    cancellationToken
                ),
            };

    /// <summary>The first completed call, message or e-mail.</summary>
    public async ValueTask<Lead> RespondAsync(
        Lead lead,
        Instant at,
        CancellationToken cancellationToken
    ) =>
        lead.FirstResponseAt is not null
            ? lead
            : lead with
            {
                FirstResponseAt = at,
                FirstResponse = await StopAsync(lead.FirstResponse, at, cancellationToken),
            };

    /// <summary>A missed call. While an earlier one waits for its call-back, that one's clock counts.</summary>
    public async ValueTask<Lead> MissCallAsync(
        Lead lead,
        Instant at,
        CancellationToken cancellationToken
    ) =>
        lead.CallBack is { IsRunning: true }
            ? lead
            : lead with
            {
                CallBack = await StartAsync(
                    lead,
                    settings.Value.CallBackPolicyId,
                    settings.Value.CallBackMinutes,
                    at,
                    cancellationToken
                ),
            };

    /// <summary>A connected outbound call to the lead's number.</summary>
    public async ValueTask<Lead> CallBackAsync(
        Lead lead,
        Instant at,
        CancellationToken cancellationToken
    ) =>
        lead.CallBack is { IsRunning: true } running
            ? lead with
            {
                CallBack = await StopAsync(running, at, cancellationToken),
            }
            : lead;

    private async ValueTask<EntityClock?> StartAsync(
        Lead lead,
        string? policyId,
        int minutes,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var question = new SlaQuestion(
            policyId is { Length: > 0 } ? policyId : null,
            minutes == 0 ? null : minutes,
            TaskPriority.Normal,
            lead.OwnerId,
            lead.TeamId
        );
        if (await clocks.TermsAsync(question, cancellationToken) is not { } terms)
            return null;
        return EntityClock.Start(terms, await clocks.TimesAsync(null, cancellationToken), now);
    }

    private async ValueTask<EntityClock?> StopAsync(
        EntityClock? clock,
        Instant at,
        CancellationToken cancellationToken
    ) => clock?.Stop(at, await clocks.TimesAsync(clock.Clock, cancellationToken));
}
