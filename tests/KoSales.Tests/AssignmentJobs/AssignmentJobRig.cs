using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment.Loads;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Storage;
using KoSales.Tests.Flows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.AssignmentJobs;

/// <summary>Assignment jobs over a real store with small batches; the test takes the orchestration's steps.
/// Commits can be made to fail.</summary>
public sealed class AssignmentJobRig : FlowRig
{
    public const int BatchSize = 4;

    internal static readonly Actor Admin = new("A0-0001", [Role.Admin], null);

    private static int _last = 1000;

    /// <summary>How many leads a batch has.</summary>
    internal int Leads { get; init; } = BatchSize;

    internal FaultyStore Faults => (FaultyStore)Store;

    private protected override void Add(IServiceCollection services)
    {
        base.Add(services);
        var inner = services.Last(d => d.ServiceType == typeof(IDocumentStore));
        services
            .AddSingleton<IDocumentStore>(s => new FaultyStore(
                (IDocumentStore)inner.ImplementationFactory!(s)
            ))
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<CohortMembers>()
            .AddCollections(
                Cohort.Collection,
                CohortMember.Collection,
                Domain.Notifications.Notifications.Collection
            )
            .AddAssignmentJobs()
            .AddSingleton(new AssignmentLimits(Leads));
    }

    internal async Task<List<string>> AgentsAsync(int count, Func<Agent, int, Agent>? shape = null)
    {
        List<string> ids = [];
        for (var i = 0; i < count; i++)
        {
            var n = Interlocked.Increment(ref _last);
            var agent = new Agent
            {
                Id = EntityIds.At<AgentId>(n),
                Name = $"Agent {n}",
                Email = $"j{n}@example.in",
                Roles = [Role.Agent],
                TeamId = TeamId.Of("TM-1"),
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            await CommitAsync(
                new WriteBatch().Insert(Agent.Collection, shape is null ? agent : shape(agent, i))
            );
            ids.Add(agent.Id.Value);
        }

        return ids;
    }

    /// <summary>New leads with pipelines and tasks, members of a cohort of their own.</summary>
    internal async Task<(string Cohort, List<Lead> Leads)> CohortAsync(int count)
    {
        List<Lead> leads = [];
        for (var i = 0; i < count; i++)
            leads.Add(await LeadAsync());
        return (await CohortOfAsync(leads), leads);
    }

    internal async Task<string> CohortOfAsync(IReadOnlyList<Lead> leads)
    {
        var id = $"COH-{Interlocked.Increment(ref _last)}";
        var batch = new WriteBatch().Insert(
            Cohort.Collection,
            new Cohort
            {
                Id = CohortId.Of(id),
                Name = id,
                Entity = EntityKind.Lead,
                Mode = CohortMode.Static,
            }
        );
        foreach (var lead in leads)
        {
            batch.Insert(
                CohortMember.Collection,
                new CohortMember
                {
                    Id = CohortMember.IdOf(id, lead.Id.Value),
                    CohortId = id,
                    EntityId = lead.Id.Value,
                    JoinedAt = Now,
                    PeriodId = $"{id}:{lead.Id.Value}:1",
                }
            );
        }

        await CommitAsync(batch);
        return id;
    }

    internal Task<Verdict<CohortAssignmentJob>> AskAsync(
        string cohort,
        AssignCohort body,
        Actor? actor = null
    ) => Get<AssignmentJobIntake>().AssignAsync(cohort, body, By(actor), CancellationToken.None);

    internal async Task<string> QueueAsync(
        string cohort,
        IReadOnlyList<string> agents,
        Func<AssignCohort, AssignCohort>? shape = null
    )
    {
        AssignCohort body = new()
        {
            Agents = [.. agents.Select(a => new AgentPart { AgentId = a })],
        };
        return (await AskAsync(cohort, shape is null ? body : shape(body))).Value.Key;
    }

    /// <summary>Every step of the orchestration, each again until it gets through, as the engine
    /// would.</summary>
    internal async Task<CohortAssignmentJob> RunAsync(string job)
    {
        var span = await AgainAsync(() =>
            Get<AssignmentPlanning>().PlanAsync(job, CancellationToken.None)
        );
        for (var number = span.From; number < span.To; number++)
            await BatchAsync(job, number);
        await AgainAsync(() => FinishAsync(job));
        return await JobAsync(job);
    }

    internal Task<JobDirective> BatchAsync(string job, int number) =>
        AgainAsync(() => Get<AssignmentBatches>().RunAsync(job, number, CancellationToken.None));

    internal async Task<CohortAssignmentJob> UndoAsync(string job)
    {
        var span = await AgainAsync(() =>
            Get<AssignmentUndoing>().SpanAsync(job, CancellationToken.None)
        );
        for (var number = span.From; number < span.To; number++)
        {
            var at = number;
            await AgainAsync(async () =>
            {
                await Get<AssignmentUndoing>().RunAsync(job, at, CancellationToken.None);
                return true;
            });
        }

        await Get<AssignmentUndoing>().FinishAsync(job, CancellationToken.None);
        return await JobAsync(job);
    }

    internal async Task<bool> FinishAsync(string job)
    {
        await Get<AssignmentEnd>().FinishAsync(job, CancellationToken.None);
        return true;
    }

    internal async Task<CohortAssignmentJob> JobAsync(string job) =>
        (await Store.FindAsync(CohortAssignmentJob.Collection, job, CancellationToken.None))!;

    internal async Task<Dictionary<string, string?>> OwnersAsync(IEnumerable<Lead> leads) =>
        (
            await Store.GetManyAsync(
                LeadStore.Collection,
                [.. leads.Select(l => l.Key)],
                CancellationToken.None
            )
        )
            .Select(LeadStore.Collection.Read)
            .ToDictionary(l => l.Key, l => l.OwnerId);

    internal async Task<AgentLoad> LoadAsync(string agent) =>
        await Store.FindAsync(AgentLoads.Collection, agent, CancellationToken.None)
        ?? new AgentLoad { Id = agent };

    /// <summary>What holds after every ended job: counts add up, quotas are exact, nothing is left
    /// reserved, loads are what is owned.</summary>
    internal async Task AssertExactAsync(CohortAssignmentJob job, IReadOnlyList<Lead> leads)
    {
        var owners = await OwnersAsync(leads);
        Assert.Equal(job.Total, job.Processed);
        Assert.Equal(job.Processed, job.Assigned + job.Failed + job.Skipped.Values.Sum());
        Assert.Equal(job.Batches.Total, job.Batches.Done);
        Assert.All(
            job.Agents,
            a => Assert.Equal(a.Quota, owners.Values.Count(o => o == a.AgentId))
        );
        Assert.All(job.Agents, a => Assert.Equal(a.Quota, a.Assigned));
        foreach (var agent in job.Agents)
            Assert.Equal(0, (await LoadAsync(agent.AgentId)).Reserved);
        Assert.Empty(await Get<LoadAudit>().CheckAsync(CancellationToken.None));
        await foreach (
            var violation in Get<AssignmentInvariants>().CheckAsync(CancellationToken.None)
        )
            Assert.Fail(violation.ToString());
    }

    internal Command By(Actor? actor = null) => new(actor ?? Admin, Now, "test");

    internal async Task CommitAsync(WriteBatch batch) =>
        Assert.True((await Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);

    private static async Task<T> AgainAsync<T>(Func<Task<T>> step)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await step();
            }
            catch (StoreUnavailableException) when (attempt < 5) { }
        }
    }
}
