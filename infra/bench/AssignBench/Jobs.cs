using System.Diagnostics;
using KoSales.Domain.Access;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Events;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel.Ids;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Storage;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Assignment;
using KoSales.Functions.Assignment.Loads;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Leads;
using KoSales.Functions.Leads.Handing;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Owning;
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
        var cpu = Environment.CpuUsage.TotalTime;
        var taken = await WorkOffAsync(services, job);
        var ended = (await store.FindAsync(CohortAssignmentJob.Collection, job, default))!;
        Print(size, ended.Assigned, taken);
        var used = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(
            $"{used.TotalSeconds:N1} s of processor time, memory {memory.Before:N0} MB before, {memory.Peak:N0} MB at most"
        );
        var differing = await new LoadAudit(
            store,
            services.GetRequiredService<Commits>()
        ).CheckAsync(default);
        Console.WriteLine(
            $"loads that differ from what is owned: {differing.Count}, reserved: {await ReservedAsync(store)}"
        );
    }

    private static async Task<Taken> WorkOffAsync(ServiceProvider services, string job)
    {
        var watch = Stopwatch.StartNew();
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
        return new Taken(planned, watch.Elapsed);
    }

    private static void Print(BenchSize size, long assigned, Taken taken)
    {
        var (plan, all) = (taken.Plan.TotalSeconds, taken.All.TotalSeconds);
        Console.Write(
            $"job over {size.Leads:N0} leads, {size.TasksPerLead} open task(s) each, "
                + $"{size.Agents} agents, batches of {size.BatchSize:N0}: {assigned:N0} assigned in "
                + $"{all:N1} s = {assigned / all:N0} leads/s; "
                + $"plan {plan:N1} s ({size.Leads / plan:N0} /s), batches {size.Leads / (all - plan):N0} /s; "
        );
    }

    /// <param name="Plan">Until the job was planned.</param>
    private readonly record struct Taken(TimeSpan Plan, TimeSpan All);

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
        var job = CohortAssignmentJob.Accept(JobOf(size), command);
        await store.CommitAsync(
            new WriteBatch().Insert(CohortAssignmentJob.Collection, job),
            default
        );
        return job.Key;
    }

    private static CohortAssignmentJob JobOf(BenchSize size) =>
        new()
        {
            Id = AssignmentJobId.Of("CAJ-1"),
            CohortId = Filling.Cohort,
            RequestedBy = "A0-0001",
            OwnerId = "A0-0001",
            Agents = [.. Enumerable.Range(1, size.Agents).Select(AgentOf)],
            SkillsMatching = true,
            Sticky = true,
            Cascade = true,
        };

    private static JobAgent AgentOf(int n) =>
        new(EntityIds.At<AgentId>(n).Value, null, 1 + (n % 4 * 0.5m), null, 0, 0, 0, []);

    private static ServiceProvider Services(SqliteDocumentStore store, BenchSize size) =>
        new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IDocumentStore>(store)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<IEventDispatcher, NoDispatch>()
            .AddWriting()
            .AddSingleton(new CursorSigner(new byte[32]))
            .AddSingleton<Inclusion>()
            .AddSingleton<Items>()
            .AddSingleton<ISlaClocks, DefaultSlaClocks>()
            .AddSingleton<IAssignedEntities, LeadHandovers>()
            .AddSingleton<IAssignmentRelation, PipelineRelation>()
            .AddSingleton<IAssignmentRelation, TaskRelation>()
            .AddSingleton(LeadLists.Entity)
            .AddSingleton<IPlanSubjects, EntityPlanSubjects<Lead>>()
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
