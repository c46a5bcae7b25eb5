using KoSales.Domain.Agents;
using KoSales.Domain.Calendars;
using KoSales.Domain.Leads;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Teams;
using KoSales.Domain.Timeline;
using KoSales.Functions.Calendars;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Leads.Parts.Clocks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Sla;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Policies;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Auth;
using KoSales.Tests.Outbox;
using KoSales.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Tests.Sla;

/// <summary>Clocks of tasks over a real store, at any hour. Several sweeps over one rig stand for several
/// hosts.</summary>
internal sealed class SlaRig : IAsyncDisposable
{
    /// <summary>Wednesday 10:00 in Kolkata.</summary>
    public static readonly Instant Morning = Instant.FromUtc(2026, 3, 4, 4, 30);

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;
    private int _last;

    private SlaRig()
    {
        _store = new SqliteDocumentStore(
            new SqliteStoreOptions(_folder.File("sla.db")),
            TimeProvider.System
        );
        Cache = new CalendarCache(_store, Clock);
        Times = new BusinessTimes(_store, Cache);
        Policies = new SlaPolicyCache(_store, Clock);
    }

    public IDocumentStore Store => _store;

    public SetClock Clock { get; } = new(Morning);

    public CalendarCache Cache { get; }

    public BusinessTimes Times { get; }

    public SlaPolicyCache Policies { get; }

    public LeadClocks Leads =>
        new(new BusinessClocks(Times, Policies, Clock), Options.Create(Settings));

    public SlaSettings Settings { get; } = new();

    private ISweepRound[] Rounds =>
        [
            new LeadClockRound(LeadClockRound.FirstResponse, Times),
            new LeadClockRound(LeadClockRound.CallBack, Times),
        ];

    public static async Task<SlaRig> StartAsync()
    {
        var rig = new SlaRig();
        await rig._store.EnsureAsync(
            [
                SalesTasks.Collection,
                OutboxEvents.Collection,
                CalendarStore.Collection,
                CalendarStore.Versions,
                Agent.Collection,
                Team.Collection,
                SlaPolicies.Collection,
                SweepLease.Collection,
                LeadStore.Collection,
                Activities.Collection,
            ],
            CancellationToken.None
        );
        await new FirstCalendar(
            rig._store,
            new IdAllocator(rig._store, rig.Clock),
            rig.Clock
        ).RunAsync(CancellationToken.None);
        return rig;
    }

    public SlaSweep NewSweep() =>
        new(
            _store,
            Times,
            new SweepLeases(_store),
            new NoDispatch(),
            Rounds,
            Clock,
            NullLogger<SlaSweep>.Instance
        );

    public RunningClocks NewClocks() =>
        new(
            _store,
            Cache,
            Times,
            Policies,
            [new RunningLeadClocks(_store, Times, Policies)],
            Clock,
            NullLogger<RunningClocks>.Instance
        );

    public Task<SweepResult> SweepAsync() => NewSweep().MarkAllAsync(CancellationToken.None);

    /// <summary>An open task whose clock started now.</summary>
    public async Task<SalesTask> NewTaskAsync(
        int minutes,
        Func<SlaTerms, SlaTerms>? with = null,
        string? owner = null
    ) => (await NewTasksAsync(1, minutes, with, owner))[0];

    public async Task<IReadOnlyList<SalesTask>> NewTasksAsync(
        int count,
        int minutes,
        Func<SlaTerms, SlaTerms>? with = null,
        string? owner = null
    )
    {
        var business = await Times.OfAsync(
            new CalendarQuestion(null, owner, null),
            Clock.Now,
            CancellationToken.None
        );
        var terms = new SlaTerms(minutes, business.CalendarId, business.Key);
        var tasks = Enumerable
            .Range(0, count)
            .Select(_ => Make(owner).StartClock(with?.Invoke(terms) ?? terms, Times, Clock.Now))
            .ToList();
        foreach (var chunk in tasks.Chunk(2_000))
        {
            var batch = new WriteBatch();
            foreach (var task in chunk)
                batch.Insert(SalesTasks.Collection, task);
            Assert.True((await _store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        }

        return tasks;
    }

    public async Task<SalesTask> LoadAsync(SalesTask task) =>
        (await _store.FindAsync(SalesTasks.Collection, task.Id.Value, CancellationToken.None))!;

    public async Task SaveAsync(SalesTask task) =>
        Assert.True(
            (
                await _store.CommitAsync(
                    new WriteBatch().Replace(
                        SalesTasks.Collection,
                        task with
                        {
                            Version = task.Version + 1,
                        }
                    ),
                    CancellationToken.None
                )
            ).IsCommitted
        );

    /// <summary>The events of one type, in order.</summary>
    public Task<IReadOnlyList<OutboxEvent>> EventsAsync(string type) => _store.EventsAsync(type);

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        await ValueTask.CompletedTask;
    }

    private SalesTask Make(string? owner) =>
        new()
        {
            Id = EntityIds.At<SalesTaskId>(Interlocked.Increment(ref _last)),
            Title = "Call back",
            EntityRef = new EntityRef(EntityKind.Lead, $"K0-{100_000 + _last}"),
            OwnerId = owner,
            CreatedAt = Clock.Now,
            UpdatedAt = Clock.Now,
        };

    private sealed class NoDispatch : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
