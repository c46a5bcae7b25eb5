using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Functions.Agents;
using KoSales.Functions.Durable;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Flows;
using KoSales.Functions.Flows.Stages;
using KoSales.Functions.Hosting;
using KoSales.Functions.Leads.Parts;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Storage;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Workflows;
using KoSales.Tests.Leads;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Flows;

/// <summary>Leads with pipelines, tasks and flows over a real store; the clock is the test's, and the test
/// reconciles in the orchestration's place.</summary>
public class FlowRig : LeadRig
{
    /// <summary>Wednesday 4 March 2026, 10:00 in India.</summary>
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 4, 4, 30);

    private static int _phones;

    private readonly HandClock _clock = new(Start);

    internal Instant Now
    {
        get => _clock.Now;
        set => _clock.Now = value;
    }

    internal Command Act => new(Manager, Now, "test");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var task in GetAll<IStartTask>())
            await task.RunAsync(CancellationToken.None);
    }

    private protected override void Add(IServiceCollection services) =>
        services
            .AddSingleton<TimeProvider>(_clock)
            .AddCollections(
                Domain.Teams.Team.Collection,
                Domain.AssignmentJobs.CohortAssignmentJob.Collection
            )
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(
                new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()
            )
            .AddSingleton(
                typeof(Microsoft.Extensions.Logging.ILogger<>),
                typeof(Microsoft.Extensions.Logging.Abstractions.NullLogger<>)
            )
            .AddSingleton<Functions.Agents.AgentStandings>()
            .AddSingleton<AgentWriter>()
            .AddPipelines()
            .AddTasks()
            .AddLeadPipelines()
            .AddSingleton<IEntityPauses, EntityPauses>()
            .AddLeadTasks()
            .AddDurable()
            .AddFlows();

    internal Task<Lead> LeadAsync() =>
        CreateAsync(
            Input with
            {
                Phone = $"97{Interlocked.Increment(ref _phones):00000000}",
                Email = null,
            },
            Act
        );

    internal async Task<Pipeline> PipelineAsync(Lead lead) =>
        (await Get<StageMoves>().FindAsync(lead.PipelineId!, CancellationToken.None))!;

    /// <summary>All automated tasks of the lead, in the order in which they were made.</summary>
    internal async Task<IReadOnlyList<SalesTask>> TasksAsync(Lead lead)
    {
        var query = new Query(SalesTasks.Collection, Filter.Eq("entity_ref.id", lead.Id.Value))
        {
            Limit = 200,
        };
        return
        [
            .. (await Store.ListAsync(SalesTasks.Collection, query, CancellationToken.None))
                .OrderBy(t => t.CreatedAt)
                .ThenBy(t => t.Id.Value.Length)
                .ThenBy(t => t.Id.Value, StringComparer.Ordinal),
        ];
    }

    internal async Task<SalesTask> OpenAsync(Lead lead) =>
        Assert.Single(await TasksAsync(lead), t => t.IsOpen);

    internal async Task CompleteAsync(Lead lead, string outcome) =>
        Assert.False(
            (
                await Get<TaskDesk>()
                    .CompleteAsync(
                        (await OpenAsync(lead)).Id.Value,
                        new CompleteTask { Outcome = outcome },
                        Act,
                        CancellationToken.None
                    )
            ).IsRefused
        );

    internal async Task<StageReconciled> ReconcileAsync(Lead lead, int? visit = null) =>
        await Get<StageReconciler>()
            .ReconcileAsync(
                lead.PipelineId!,
                visit ?? (await PipelineAsync(lead)).Visit,
                CancellationToken.None
            );

    /// <summary>Publishes the lead pipeline with a changed stage; new leads go by it.</summary>
    internal async Task PublishAsync(string stage, Func<StageDefinition, StageDefinition> change)
    {
        var workflow = (
            await Store.FirstAsync(
                PipelineWorkflows.Collection,
                Filter.Eq("kind", "lead"),
                CancellationToken.None
            )
        )!;
        var edited = workflow
            .Edit([.. workflow.Stages.Select(s => s.Key == stage ? change(s) : s)])
            .Publish()
            .Value.Next(Act);
        var batch = new WriteBatch()
            .Replace(PipelineWorkflows.Collection, edited)
            .Insert(PipelineWorkflows.Versions, edited.ToVersion());
        Assert.True((await Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        Get<WorkflowCache>().Evict();
    }

    /// <summary>Publishes another plan for the stage that a lead begins with.</summary>
    internal async Task PublishPlanAsync(string stage, TaskPlan plan)
    {
        var pipeline = (
            await Store.FirstAsync(
                PipelineWorkflows.Collection,
                Filter.Eq("kind", "lead"),
                CancellationToken.None
            )
        )!;
        var id = pipeline.Stages.First(s => s.Key == stage).TaskWorkflowId!;
        var workflow = (
            await Store.FindAsync(TaskWorkflows.Collection, id, CancellationToken.None)
        )!;
        var published = workflow.Edit(plan).Publish().Value.Next(Act);
        var batch = new WriteBatch()
            .Replace(TaskWorkflows.Collection, published)
            .Insert(TaskWorkflows.Versions, published.ToVersion());
        Assert.True((await Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        Get<TaskWorkflowCache>().Evict();
    }

    private sealed class HandClock(Instant start) : TimeProvider
    {
        public Instant Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}
