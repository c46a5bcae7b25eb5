using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Hosting;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads.Parts;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Storage;
using KoSales.Functions.Tasks;
using KoSales.Tests.Leads;
using Microsoft.Extensions.DependencyInjection;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines;

/// <summary>Leads with pipelines over a real store, without HTTP.</summary>
public sealed class PipelineRig : LeadRig
{
    internal static readonly Actor Admin = new("A0-0001", [Role.Admin], null);

    private static int _phones;

    /// <summary>False: without the workflows of the first start.</summary>
    internal bool Starts { get; init; } = true;

    internal PipelineMover Mover => Get<PipelineMover>();

    internal WorkflowDesk Workflows => Get<WorkflowDesk>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var task in GetAll<IStartTask>().Where(_ => Starts))
            await task.RunAsync(CancellationToken.None);
    }

    private protected override void Add(IServiceCollection services) =>
        services
            .AddPipelines()
            .AddTasks()
            .AddLeadPipelines()
            .AddSingleton<IEntityPauses, EntityPauses>()
            .AddLeadTasks()
            .AddSingleton<JobDesk>()
            .AddCollections(Job.Collection, JobChunk.Collection);

    /// <summary>A lead with a phone of its own.</summary>
    internal Task<Lead> LeadAsync() =>
        CreateAsync(
            Input with
            {
                Phone = $"98{Interlocked.Increment(ref _phones):00000000}",
                Email = null,
            }
        );

    internal async Task<Pipeline> PipelineAsync(Lead lead) =>
        (await Get<StageMoves>().FindAsync(lead.PipelineId!, CancellationToken.None))!;

    internal Task<Verdict<AddedMove>> MoveAsync(
        Lead lead,
        string to,
        Actor? by = null,
        string? expected = null,
        bool forced = false
    ) =>
        Mover.MoveAsync(
            lead.PipelineId!,
            new MoveRequest(to, "told so", expected, forced),
            By(by ?? Manager),
            CancellationToken.None
        );

    /// <summary>Every document of the collections that a move could touch.</summary>
    internal async Task<IReadOnlyList<string>> ImageAsync()
    {
        Collection[] touched =
        [
            LeadStore.Collection,
            PipelineCollections.Lead,
            Domain.Tasks.SalesTasks.Collection,
            Domain.Timeline.Activities.Collection,
            OutboxEvents.Collection,
        ];
        List<string> image = [];
        foreach (var collection in touched)
        {
            await foreach (
                var raw in Store.StreamAsync(
                    collection,
                    Filter.Everything,
                    null,
                    CancellationToken.None
                )
            )
                image.Add(
                    $"{collection}/{raw.Id}: {System.Text.Encoding.UTF8.GetString(raw.Json.Span)}"
                );
        }

        return image;
    }

    /// <summary>entity.stage = pipeline.stage = last ledger entry.</summary>
    internal async Task AssertInStepAsync(Lead lead)
    {
        var (stored, pipeline) = (await LoadAsync(lead.Id), await PipelineAsync(lead));
        Assert.Equal((pipeline.Stage, pipeline.Stage), (stored.Stage, pipeline.History[^1].Stage));
        Assert.Equal((stored.OwnerId, stored.TeamId), (pipeline.OwnerId, pipeline.TeamId));
        Assert.Equal(pipeline.Visit, pipeline.History.Count);
    }
}
