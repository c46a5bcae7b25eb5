using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Clocks;
using KoSales.Functions.Leads.Parts.Notices;
using KoSales.Functions.Leads.Parts.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace KoSales.Tests.Leads;

/// <summary>Leads without the mechanisms that they take part in: no pipelines, no tasks, no clocks.</summary>
internal static class LeadsAlone
{
    /// <summary>What is registered after it takes its place.</summary>
    public static IServiceCollection AddLeadsAlone(this IServiceCollection services) =>
        services
            .AddSingleton<ILeadStart, NoStart>()
            .AddSingleton<ILeadPipelines, NoPipelines>()
            .AddSingleton<IEntityPauses, NoPauses>()
            .AddSingleton<ILeadNotices, NoNotices>()
            .AddSingleton<ILeadClocks, NoClocks>();

    /// <summary>Leads begin at stage <c>new</c>.</summary>
    private sealed class NoStart : ILeadStart
    {
        public ValueTask<IReadOnlyList<Lead>> BeginAsync(
            WriteBatch batch,
            IReadOnlyList<StartingLead> leads,
            Command command,
            CancellationToken cancellationToken
        ) => new([.. leads.Select(l => l.Lead with { Stage = "new" })]);

        public ValueTask<IReadOnlyList<Verdict<LeadEntry>>> EntriesAsync(
            IReadOnlyList<ReachedStage> reached,
            Instant now,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException("no row of these tests says a stage");

        public ValueTask<Fault?> FaultAsync(
            string? workflowId,
            CancellationToken cancellationToken
        ) => new((Fault?)null);
    }

    private sealed class NoPipelines : ILeadPipelines
    {
        public ValueTask<Verdict<EntityFact<Lead>>> EndAsync(
            WriteBatch batch,
            Lead before,
            EntityFact<Lead> fact,
            Command command,
            CancellationToken cancellationToken
        ) => new(fact);

        public ValueTask<Verdict<EntityFact<Lead>>> ReopenAsync(
            WriteBatch batch,
            Lead before,
            EntityFact<Lead> fact,
            Command command,
            CancellationToken cancellationToken
        ) => new(fact);
    }

    private sealed class NoPauses : IEntityPauses
    {
        public ValueTask AddAsync(
            WriteBatch batch,
            Entity before,
            Entity after,
            Command command,
            CancellationToken cancellationToken
        ) => ValueTask.CompletedTask;

        public ValueTask BarAsync(
            WriteBatch batch,
            EntityRef entity,
            IReadOnlySet<ConsentChannel> channels,
            Command command,
            CancellationToken cancellationToken
        ) => ValueTask.CompletedTask;

        public ValueTask BarMovedAsync(
            WriteBatch batch,
            EntityRef loser,
            IReadOnlySet<ConsentChannel> channels,
            Command command,
            CancellationToken cancellationToken
        ) => ValueTask.CompletedTask;
    }

    private sealed class NoNotices : ILeadNotices
    {
        public ValueTask<string?> AddAsync(
            WriteBatch batch,
            Lead lead,
            LeadNotice notice,
            Command command,
            CancellationToken cancellationToken
        ) => new((string?)null);
    }

    private sealed class NoClocks : ILeadClocks
    {
        public ValueTask<Lead> BeginAsync(
            Lead lead,
            Instant now,
            CancellationToken cancellationToken
        ) => new(lead);
    }
}
