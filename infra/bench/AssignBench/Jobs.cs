using System.Diagnostics;
using KoSales.Domain.Access;
using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Loads;
using KoSales.Domain.Storage;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Leads.Handing;
using KoSales.Functions.Leads.Parts;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Tasks;
using KoSales.Functions.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace KoSales.AssignBench;

/// <summary>A job over a store on disk, steps taken as its orchestration takes them: two batches at once.
/// Events are written and not handed on.</summary>
internal static class Jobs
{
    public static async Task RunAsync(BenchSize size)
    {
        var folder = Directory.CreateTempSubdirectory("assign-bench-");
        try
        {
            using var store = new SqliteDocumentStore(
                new SqliteStoreOptions(Path.Combine(folder.FullName, "assign.db")),
                TimeProvider.System
            );
            await using var services = Services(store, size);
            await store.EnsureAsync([.. services.GetServices<Collection>()], default);
            await Filling.RunAsync(store, size);
            await MeasureAsync(services, store, size);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(
        ServiceProvider services,
        SqliteDocumentStore store,
        BenchSize size
    )
    {
        var job = await QueueAsync(store, size);
        GC.Collect();
        using var memory = new PeakMemory();
        var (cpu, watch) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var span = await services.GetRequiredService<AssignmentPlanning>().PlanAsync(job, default);
        var planned = watch.Elapsed;
        var batches = services.GetRequiredService<AssignmentBatches>();
        await Parallel.ForAsync(
            span.From,
            span.To,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (number, token) => await batches.RunAsync(job, number, token)
        );
        await services.GetRequiredService<AssignmentEnd>().FinishAsync(job, default);
        var all = watch.Elapsed;
        var ended = (await store.FindAsync(CohortAssignmentJob.Collection, job, default))!;
        Console.WriteLine(
            $"job over {size.Leads:N0} leads, {size.TasksPerLead} open task(s) each, {size.Agents} agents, batches of {size.BatchSize:N0}: {ended.Assigned:N0} assigned in {all.TotalSeconds:N1} s = {ended.Assigned / all.TotalSeconds:N0} leads/s; "
                + $"plan {planned.TotalSeconds:N1} s ({size.Leads / planned.TotalSeconds:N0} /s), batches {size.Leads / (all - planned).TotalSeconds:N0} /s; "
                + $"{(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:N1} s of processor time, memory {memory.Before:N0} MB before, {memory.Peak:N0} MB at most"
        );
        Console.WriteLine(
            $"loads that differ from what is owned: {(await new LoadAudit(store).CheckAsync(default)).Count}, reserved: {await ReservedAsync(store)}"
        );
    }

    private static async Task<int> ReservedAsync(SqliteDocumentStore store)
    {
        var reserved = 0;
        await foreach (
            var load in store.StreamAsync(AgentLoads.Collection, Filter.Everything, default)
        )
            reserved += load.Reserved;
        return reserved;
    }

    private static async Task<string> QueueAsync(SqliteDocumentStore store, BenchSize size)
    {
        var command = new Command(
            new Actor("A0-0001", [Role.Admin], null),
            SystemClock.Instance.GetCurrentInstant(),
            "bench"
        );
        var job = CohortAssignmentJob.Accept(
            new CohortAssignmentJob
            {
                Id = AssignmentJobId.Of("CAJ-1"),
                CohortId = Filling.Cohort,
                RequestedBy = "A0-0001",
                OwnerId = "A0-0001",
                Agents =
                [
                    .. Enumerable
                        .Range(1, size.Agents)
                        .Select(i => new JobAgent(
                            EntityIds.At<AgentId>(i).Value,
                            null,
                            1 + (i % 4 * 0.5m),
                            null,
                            0,
                            0,
                            0,
                            []
                        )),
                ],
                SkillsMatching = true,
                Sticky = true,
                Cascade = true,
            },
            command
        );
        await store.CommitAsync(
            new WriteBatch().Insert(CohortAssignmentJob.Collection, job),
            default
        );
        return job.Key;
    }

    private static ServiceProvider Services(SqliteDocumentStore store, BenchSize size) =>
        new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IDocumentStore>(store)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<IEventDispatcher, NoDispatch>()
            .AddWriting()
            .AddSingleton(new CursorSeal(new byte[32]))
            .AddSingleton<Inclusion>()
            .AddSingleton<Items>()
            .AddSingleton<ISlaClocks, DefaultSlaClocks>()
            .AddSingleton<IAssignedEntities, LeadHandovers>()
            .AddSingleton<IAssignmentRelation, PipelineRelation>()
            .AddSingleton<IAssignmentRelation, TaskRelation>()
            .AddSingleton<IPlanSubjects, LeadPlanSubjects>()
            .AddSingleton<CohortMembers>()
            .AddBenchFeatures()
            .AddSingleton(new AssignmentLimits(size.BatchSize))
            .BuildServiceProvider();

    private sealed class NoDispatch : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
