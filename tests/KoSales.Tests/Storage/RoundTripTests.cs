using KoSales.Domain.Customers;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Customers;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Tasks;
using KoSales.Tests.AssignmentJobs;
using KoSales.Tests.Conversions;
using KoSales.Tests.Feed;
using KoSales.Tests.Leads;
using KoSales.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Storage;

/// <summary>How often a piece of work asks MongoDB, counted by the driver's own command events. On a server
/// of version
/// 8 or newer; older ones take a trip per collection where this one takes one for all.</summary>
public sealed class RoundTripTests
{
    private const int Chunk = 500;

    /// <summary>The chunk of an import also reads its job, file and own state, and reads them again at the
    /// end.</summary>
    private const int TripsOfTheChunkItself = 6;

    [Fact]
    public async Task A_lead_is_created_in_four_trips()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        var rig = await PipelinesAsync(mongo);
        await rig.LeadAsync();
        for (var i = 0; i < 20; i++)
        {
            mongo.Forget();
            await rig.LeadAsync();
            AssertTrips(4, mongo);
        }

        await rig.DisposeAsync();
    }

    [Fact]
    public async Task A_stage_is_left_for_the_next_in_six_trips()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        var rig = await PipelinesAsync(mongo);
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(await rig.LeadAsync(), "contacted");
        mongo.Forget();

        Assert.False((await rig.MoveAsync(lead, "contacted")).IsRefused);

        AssertTrips(6, mongo);
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task A_lead_is_converted_with_a_deal_in_eight_trips()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        var rig = new ConversionRig { Opens = () => mongo.Store };
        await rig.InitializeAsync();
        await rig.ConvertAsync(await rig.LeadAsync());
        var lead = await rig.LeadAsync();
        mongo.Forget();

        await rig.ConvertAsync(lead);

        AssertTrips(8, mongo);
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task A_chunk_of_an_import_of_500_rows_takes_twenty_trips()
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        var rig = await PipelinesAsync(mongo);
        List<LeadDraft> drafts = [];
        for (var i = 0; i < Chunk; i++)
            drafts.Add(
                await rig.DraftAsync(
                    ("kind", "farmer"),
                    ("name", $"Farmer {i}"),
                    ("external_ref", $"R-{i}"),
                    ("phone", $"95{i:D8}"),
                    ("tags", "hot")
                )
            );
        mongo.Forget();

        var outcomes = await rig.Get<IBulkLeadIntake>()
            .CreateManyAsync(
                drafts,
                new BulkOptions(DuplicatePolicy.Skip) { Start = true },
                By(Manager),
                CancellationToken.None
            );

        Assert.All(outcomes, o => Assert.Equal(BulkStatus.Created, o.Status));
        AssertTrips(20 - TripsOfTheChunkItself, mongo);
        await rig.DisposeAsync();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    public async Task The_personal_data_of_a_chunk_of_customers_takes_three_trips(int rows)
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        var rig = new PeopleRig { Opens = () => mongo.Store };
        await rig.InitializeAsync();
        MadeEntity<Customer>[] made =
        [
            .. Enumerable.Range(0, rows).Select(i => PeopleRig.CustomerOf(i)),
        ];
        var batch = new WriteBatch();
        mongo.Forget();

        var kept = await rig.Get<IPersonalSide<Customer>>()
            .KeepAllAsync(batch, made, By(Manager), CancellationToken.None);

        Assert.Equal(rows, kept.Select(k => k.Entity.PiiId).Distinct().Count());
        // The numbers of the records, what phones said before, and what e-mail addresses said.
        AssertTrips(3, mongo);
        await rig.DisposeAsync();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    public async Task A_batch_of_an_assignment_job_takes_thirty_trips_whatever_its_size(int leads)
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        var rig = new AssignmentJobRig { Opens = () => mongo.Store, Leads = leads };
        await rig.InitializeAsync();
        var (cohort, _) = await rig.CohortAsync(leads);
        var job = await rig.QueueAsync(cohort, await rig.AgentsAsync(3));
        var span = await rig.Get<AssignmentPlanning>().PlanAsync(job, CancellationToken.None);
        mongo.Forget();

        await rig.BatchAsync(job, span.From);

        AssertTrips(30, mongo);
        await rig.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Events_of_a_commit_get_their_numbers_and_leave_the_outbox_in_two_trips(
        int events
    )
    {
        await using var mongo = new MongoRig(clock: TimeProvider.System);
        await mongo.Store.EnsureAsync(FeedRig.Collections, CancellationToken.None);
        var rig = new FeedRig(mongo.Store);
        await rig.AppendAsync(FeedRig.Event("K0-1"));
        var batch = new WriteBatch().Insert(LeadStore.Collection, Open);
        OutboxEvent[] happened =
        [
            .. Enumerable.Range(0, events).Select(_ => FeedRig.Event(Open.Key)),
        ];
        foreach (var row in happened)
            batch.Insert(OutboxEvents.Collection, row);
        await mongo.Store.CommitAsync(batch, CancellationToken.None);
        var beside = new CommittedRecords(batch);
        mongo.Forget();

        await rig.CloseAsync([.. happened.Select(e => e with { Beside = beside })]);

        AssertTrips(2, mongo);
        Assert.Equal(
            0,
            await mongo.Store.CountAsync(
                OutboxEvents.Collection,
                Filter.Everything,
                CancellationToken.None
            )
        );
    }

    private static async Task<PipelineRig> PipelinesAsync(MongoRig mongo)
    {
        var rig = new PipelineRig { Opens = () => mongo.Store };
        await rig.InitializeAsync();
        return rig;
    }

    private static void AssertTrips(int most, MongoRig mongo) =>
        Assert.True(
            mongo.Commands.Count <= most,
            $"{mongo.Commands.Count} trips: {string.Join(' ', mongo.Commands)}"
        );

    private sealed class PeopleRig : LeadRig
    {
        private protected override void Add(IServiceCollection services) =>
            services.AddPipelines().AddTasks().AddCustomers();

        /// <summary>One in two is known by an e-mail address alone.</summary>
        internal static MadeEntity<Customer> CustomerOf(int number)
        {
            var customer = CustomerSpecs.Life.Blank with { Id = CustomerId.Of($"CT-{number}") };
            return new MadeEntity<Customer>(
                customer,
                new EntityInput
                {
                    Phone = number % 2 == 0 ? $"95{number:D8}" : null,
                    Email = number % 2 == 0 ? null : $"firm{number}@example.in",
                }
            );
        }
    }
}
