using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;
using KoSales.Functions.Absences;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Assignment;
using KoSales.Functions.Claims;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities;
using KoSales.Functions.Leads;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Scoring;
using KoSales.Functions.Search;
using KoSales.Functions.Storage;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Functions.Timeline;
using KoSales.Functions.Writing;
using KoSales.Tests.Pii;
using KoSales.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads;

/// <summary>The lead features over a real store, without HTTP.</summary>
public class LeadRig : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServiceProvider _services = null!;

    /// <summary>Null: SQLite.</summary>
    internal Func<IDocumentStore>? Opens { get; init; }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal IEnumerable<T> GetAll<T>() => _services.GetServices<T>();

    internal IDocumentStore Store => Get<IDocumentStore>();

    internal LeadIntake Intake => Get<LeadIntake>();

    internal LeadDesk Desk => Get<LeadDesk>();

    public virtual async Task InitializeAsync()
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ =>
                Opens?.Invoke()
                ?? new SqliteDocumentStore(
                    new SqliteStoreOptions(_folder.File("leads.db")),
                    TimeProvider.System
                )
            )
            .AddSingleton(p => new IdAllocator(
                p.GetRequiredService<IDocumentStore>(),
                TimeProvider.System,
                Opens is null ? 1 : IdAllocator.LeastOverNetwork
            ))
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(
                new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()
            )
            .AddSingleton(PiiFixture.KeysOf("k1"))
            .AddSingleton<KeyRing>()
            .AddSingleton<BlindIndex>()
            .AddSingleton<PiiVault>()
            .AddSingleton<ConsentLedgers>()
            .AddSingleton<IEventDispatcher, NoDispatch>()
            .AddWriting()
            .AddCollections([
                .. Piis.All,
                OutboxEvents.Collection,
                Domain.Agents.Agent.Collection,
                Domain.Teams.Team.Collection,
                Domain.Signals.SignalStore.Collection,
            ])
            .AddCustomFields()
            .AddTimeline()
            .AddEntities()
            .AddScoring()
            .AddSearch()
            .AddAssignment()
            .AddLeads()
            .AddLeadsAlone()
            .AddClaims()
            .AddAbsences();
        services
            .AddSingleton(new CursorSigner(new byte[32]))
            .AddSingleton<Inclusion>()
            .AddSingleton<Items>()
            .AddSingleton<Lists>();
        Add(services);
        _services = services.BuildServiceProvider();
        await Store.EnsureAsync([.. _services.GetServices<Collection>()], CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What tests of features on top of leads add.</summary>
    private protected virtual void Add(IServiceCollection services) { }

    internal async Task<Lead> CreateAsync(EntityInput input, Command? command = null) =>
        (
            await Intake.CreateAsync(
                input,
                DuplicatePolicy.Fail,
                command ?? By(Manager),
                CancellationToken.None
            )
        )
            .Value
            .Lead;

    internal async Task<Lead> LoadAsync(LeadId id) =>
        (await Store.FindAsync(LeadStore.Collection, id.Value, CancellationToken.None))!;

    internal Task<IReadOnlyList<TimelineEntry>> TimelineAsync(LeadId id) =>
        ListAsync(Activities.Collection, "entity.id", id);

    internal async Task<IReadOnlyList<OutboxEvent>> EventsAsync(LeadId id) =>
        [
            .. (await ListAsync(OutboxEvents.Collection, "entity.id", id)).SelectMany(row =>
                row.Unpacked()
            ),
        ];

    internal async Task<LeadDraft> DraftAsync(params (string Path, string Cell)[] cells) =>
        new LeadDraftParser(
            await Get<CustomFieldCache>().OfAsync(EntityKind.Lead, CancellationToken.None)
        )
            .Parse(cells.Select(c => KeyValuePair.Create(c.Path, c.Cell)))
            .Value;

    private async Task<IReadOnlyList<T>> ListAsync<T>(
        Collection<T> collection,
        string field,
        LeadId id
    )
        where T : Document =>
        await Store.ListAsync(
            collection,
            new Query(collection, Filter.Eq(field, id.Value)) { Limit = 200 },
            CancellationToken.None
        );

    private sealed class NoDispatch : IEventDispatcher
    {
        public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
