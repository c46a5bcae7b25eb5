using System.Text.Json;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Fields;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Rules;
using KoSales.Functions.Calls;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Deals;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Hosting;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads.Parts;
using KoSales.Functions.Outbox;
using KoSales.Functions.Outbox.Delivering;
using KoSales.Functions.Pii;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;
using KoSales.Functions.Storage;
using KoSales.Functions.Tasks;
using KoSales.Functions.Writing;
using KoSales.Tests.Auth;
using KoSales.Tests.Leads;
using Microsoft.Extensions.DependencyInjection;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Cohorts;

/// <summary>Leads, pipelines, tasks and cohorts over a real store, with a clock that is moved by hand.
/// Events wait until they are delivered.</summary>
public sealed class CohortRig : LeadRig
{
    private static int _phones;

    private readonly WaitingEvents _events = new();

    internal SetClock Clock { get; } = new(LeadSamples.Now);

    internal CohortDesk Cohorts => Get<CohortDesk>();

    internal CohortCache Cache => Get<CohortCache>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var task in GetAll<IStartTask>())
            await task.RunAsync(CancellationToken.None);
    }

    private protected override void Add(IServiceCollection services) =>
        services
            .AddLogging()
            .AddPipelines()
            .AddTasks()
            .AddCohorts()
            .AddRules()
            .AddLeadPipelines()
            .AddSingleton<IEntityPauses, EntityPauses>()
            .AddLeadTasks()
            .AddLeadCohorts()
            .AddLeadRules()
            .AddCalls()
            .AddSingleton<ICallParties, PersonalCallParties<Lead>>()
            .AddSingleton<PiiSubjects>()
            .AddSingleton<PiiGate>()
            .AddDeals()
            .AddSingleton<JobDesk>()
            .AddCollections(Job.Collection, JobChunk.Collection)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IEventDispatcher>(_events)
            .AddWriting()
            .AddSingleton<HandlerTable>();

    /// <summary>By the manager, at the clock's time.</summary>
    internal Command Now => new(Manager, Clock.Now, "trace");

    /// <summary>A lead with a phone of its own.</summary>
    internal Task<Lead> LeadAsync(Func<EntityInput, EntityInput>? like = null)
    {
        var input = Input with
        {
            Phone = $"97{Interlocked.Increment(ref _phones):00000000}",
            Email = null,
        };
        return CreateAsync(like?.Invoke(input) ?? input, Now);
    }

    internal async Task<Cohort> CohortAsync(
        string? rule,
        Func<CreateCohort, CreateCohort>? like = null
    )
    {
        var body = new CreateCohort
        {
            Name = "Some",
            Entity = EntityKind.Lead,
            Rule = rule is null ? null : JsonElement.Parse(rule),
        };
        var saved = (
            await Cohorts.CreateAsync(like?.Invoke(body) ?? body, Now, CancellationToken.None)
        ).Value;
        await EvaluateAsync(saved.Job!);
        return saved.Case.Cohort;
    }

    /// <summary>As the orchestration does.</summary>
    internal async Task EvaluateAsync(Job job)
    {
        EvaluationStep? step = CohortEvaluationRunner.StepOf(job);
        while (step is not null)
            step = (await Get<CohortEvaluation>().RunAsync(step, CancellationToken.None)).Next;
    }

    /// <summary>As in the night. The drift that it found.</summary>
    internal async Task<long> ReconcileAsync(Cohort cohort)
    {
        EvaluationStep? step = new(cohort.Key, null);
        while (step is not null)
            step = (await Get<CohortEvaluation>().RunAsync(step, CancellationToken.None)).Next;
        return (await Cohorts.FiguresAsync(cohort.Key, CancellationToken.None)).Drift!.Value;
    }

    internal Task TurnAsync() => Get<CohortReevaluations>().RunAsync(CancellationToken.None);

    /// <summary>Hands over every event that waits, and those that come of it.</summary>
    /// <param name="times">How often each is handed over.</param>
    internal async Task DeliverAsync(int times = 1)
    {
        var handlers = Get<HandlerTable>();
        while (_events.TryTake(out var waiting))
        {
            for (var i = 0; i < times; i++)
            {
                foreach (var handler in handlers.For(waiting.Type))
                    await handler.HandleAsync(waiting, CancellationToken.None);
            }
        }
    }

    internal async Task<IReadOnlyList<string>> MembersAsync(Cohort cohort)
    {
        List<string> ids = [];
        await foreach (
            var id in Get<CohortMembers>().StreamAsync(cohort.Key, null, CancellationToken.None)
        )
            ids.Add(id);
        Assert.Equal(
            ids.Count,
            (await Cohorts.FiguresAsync(cohort.Key, CancellationToken.None)).Size
        );
        return ids;
    }

    /// <summary>Who should be in: by rule and pins alone, one lead after the other. Null for a cohort that
    /// follows nothing now.</summary>
    internal async Task<IReadOnlyList<string>?> AfreshAsync(Cohort made)
    {
        var cohort = await LoadAsync(made);
        if (!cohort.IsLive)
            return null;
        var links = (await Cache.CurrentAsync(CancellationToken.None)).Links(
            cohort.Entity,
            cohort.Key
        );
        var rule = cohort.Rule is { } written
            ? (
                await Get<RuleEngine>()
                    .CompileAsync(cohort.Entity, written, links, CancellationToken.None)
            ).Value
            : null;
        List<string> members = [];
        foreach (
            var lead in (await AllAsync(LeadStore.Collection))
                .Where(l => l.DeletedAt is null)
                .OrderBy(l => l.Key, StringComparer.Ordinal)
        )
        {
            var pins = cohort
                .Pins.Where(p =>
                    p.EntityId == lead.Key && (p.ExpiresAt is null || p.ExpiresAt > Clock.Now)
                )
                .Select(p => p.Kind)
                .ToList();
            var matches = rule is not null && await MatchesAsync(rule, lead.Key);
            if (!pins.Contains(PinKind.Exclude) && (pins.Contains(PinKind.Include) || matches))
                members.Add(lead.Key);
        }

        return members;
    }

    internal async Task<Cohort> LoadAsync(Cohort cohort) =>
        (await Store.FindAsync(Cohort.Collection, cohort.Key, CancellationToken.None))!;

    internal async Task<IReadOnlyList<T>> AllAsync<T>(Collection<T> collection)
        where T : Document =>
        await Store.ListAsync(
            collection,
            new Query(collection, Filter.Everything) { Limit = 10_000 },
            CancellationToken.None
        );

    private async Task<bool> MatchesAsync(CompiledRule rule, string id) =>
        rule.Matches(
            (
                await Get<RuleEngine>()
                    .LoadAsync(EntityKind.Lead, RulePlan.Of(rule), [id], CancellationToken.None)
            )[0],
            new FilterClock(Clock.Now)
        );

    private sealed class WaitingEvents : IEventDispatcher
    {
        private readonly Queue<OutboxEvent> _waiting = new();

        public bool TryTake(out OutboxEvent waiting)
        {
            lock (_waiting)
                return _waiting.TryDequeue(out waiting!);
        }

        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken)
        {
            foreach (
                var insert in committed
                    .Operations.OfType<WriteOperation.Insert>()
                    .Where(i => ReferenceEquals(i.Collection, OutboxEvents.Collection))
            )
            {
                foreach (
                    var unpacked in OutboxEvents
                        .Collection.Read(new RawDocument(insert.Id, 1, insert.Json))
                        .Unpacked()
                )
                {
                    lock (_waiting)
                        _waiting.Enqueue(unpacked);
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
