using KoSales.Domain.Agents;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Events;
using KoSales.Domain.Kernel.Ids;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Places;
using KoSales.Domain.Sla;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Domain.Teams;
using KoSales.Domain.Timeline;
using KoSales.Domain.Work;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Scoring;
using KoSales.Functions.Storage;
using KoSales.Functions.Tasks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace KoSales.AssignBench;

/// <summary>Leads as an import makes them: in nobody's hands, each with its pipeline and its call task, all
/// members of one cohort.</summary>
internal static class Filling
{
    public const string Cohort = "COH-1";

    private static readonly Instant Made =
        SystemClock.Instance.GetCurrentInstant() - Duration.FromHours(1);

    public static IServiceCollection AddBenchFeatures(this IServiceCollection services) =>
        services
            .AddSingleton<IdAllocator>()
            .AddCollections(
                LeadStore.Collection,
                PipelineCollections.Lead,
                PipelineCollections.Contact,
                PipelineCollections.Deal,
                SalesTasks.Collection,
                Agent.Collection,
                Team.Collection
            )
            .AddCollections(Activities.Collection, OutboxEvents.Collection, CohortMember.Collection)
            .AddCustomFields()
            .AddScoring()
            .AddAssignment()
            .AddAssignmentJobs();

    public static async Task RunAsync(IDocumentStore store, BenchSize size)
    {
        var people = new WriteBatch();
        for (var i = 1; i <= size.Agents; i++)
            people.Insert(Agent.Collection, AgentOf(i));
        await store.CommitAsync(people, default);
        var sla = await ClocksAsync();
        foreach (var chunk in Enumerable.Range(1, size.Leads).Chunk(2_000))
        {
            var batch = new WriteBatch();
            foreach (var n in chunk)
                Add(batch, n, size, sla);
            await store.CommitAsync(batch, default);
        }
    }

    private static async Task<TaskClocks> ClocksAsync()
    {
        var clocks = new DefaultSlaClocks(TimeProvider.System);
        var question = new SlaQuestion(null, 60, TaskPriority.Normal, null, null);
        return new TaskClocks((await clocks.TermsAsync(question, default))!, clocks);
    }

    private sealed record TaskClocks(SlaTerms Terms, IClockTimes Times);

    private static Agent AgentOf(int n) =>
        new()
        {
            Id = EntityIds.At<AgentId>(n),
            Name = $"Agent {n}",
            Email = $"agent{n}@example.in",
            Roles = [Domain.Access.Role.Agent],
            TeamId = TeamId.Of($"TM-{n % 3}"),
            Capacity = new Capacity { MaxOpenLeads = 1_000_000, Weight = 1 },
        };

    private static void Add(WriteBatch batch, int n, BenchSize size, TaskClocks sla)
    {
        var id = EntityIds.At<LeadId>(n);
        batch.Insert(LeadStore.Collection, LeadOf(id, n));
        batch.Insert(PipelineCollections.Lead, PipelineOf(id, n));
        for (var k = 0; k < size.TasksPerLead; k++)
            batch.Insert(
                SalesTasks.Collection,
                TaskOf(n, k).StartClock(sla.Terms, sla.Times, Made)
            );
        batch.Insert(CohortMember.Collection, MemberOf(id, n));
    }

    private static Pipeline PipelineOf(LeadId lead, int n) =>
        new()
        {
            Id = $"LP-{n}",
            Kind = PipelineKind.Lead,
            EntityRef = new EntityRef(EntityKind.Lead, lead.Value),
            WorkflowId = "PW-1",
            WorkflowVersion = 1,
            Stage = "new",
            StageEnteredAt = Made,
            FlowInstanceId = $"LP-{n}.1",
            History = [new StageVisit("new", 1, Made, null, null, "system", null, false)],
            CreatedAt = Made,
            UpdatedAt = Made,
        };

    private static CohortMember MemberOf(LeadId lead, int n) =>
        new()
        {
            Id = CohortMember.IdOf(Cohort, lead.Value),
            CohortId = Cohort,
            EntityId = lead.Value,
            JoinedAt = Made,
            PeriodId = $"s{n}",
        };

    private static Lead LeadOf(LeadId id, int n) =>
        new()
        {
            Id = id,
            PiiId = $"PII-{n}",
            DisplayName = $"Farmer {n}",
            PhoneMasked = "+91******3210",
            PhoneIndex = $"p{n:D12}k3v9s0a7c2",
            Kind = BuyerKind.Farmer,
            Source = new LeadSource(SourceChannel.Google, "kharif-26"),
            Address = new Locality(null, "Sehore", "23", "466001"),
            Language = "hi",
            ExternalRef = $"ref-{n}",
            Crops = ["soybean"],
            Tags = ["hot"],
            PipelineId = $"LP-{n}",
            Stage = "new",
            CreatedAt = Made + Duration.FromMilliseconds(n % 600_000),
            UpdatedAt = Made,
        };

    private static SalesTask TaskOf(int n, int k) =>
        new()
        {
            Id = EntityIds.At<SalesTaskId>(((n - 1) * 10) + k + 1),
            Title = "Call the lead",
            Type = TaskType.Call,
            EntityRef = new EntityRef(EntityKind.Lead, EntityIds.At<LeadId>(n).Value),
            PipelineId = $"LP-{n}",
            Stage = "new",
            Visit = 1,
            StepKey = $"call{k}",
            CreationKey = $"LP-{n}.1.call{k}",
            CreatedAt = Made,
            UpdatedAt = Made,
        };
}
