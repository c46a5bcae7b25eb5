using KoSales.Domain.Events;
using KoSales.Domain.Notifications;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Storage;
using KoSales.Functions.Flows;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;

namespace KoSales.Functions.Notifications;

/// <summary>Tells whoever has a pipeline that an automatic move of it waits for something, or was stopped
/// as a loop; of a loop the manager as well.</summary>
public sealed class BlockNotices(IDocumentStore store, Staff staff, Inbox inbox) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [PipelineEvents.Blocked];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = FlowData.Read(outboxEvent.Data!.Value);
        var pipeline = await FindAsync(facts.PipelineId, cancellationToken);
        // What is no longer blocked needs nobody's attention.
        if (pipeline?.Blocked is not { } block || pipeline.Visit != facts.Visit)
            return;
        var loops = block.Unmet.Any(u => u.Code == UnmetCondition.FlowLoop);
        var notice = NoticeOf(pipeline, block, loops, outboxEvent);
        var agents = await AgentsAsync(pipeline, loops, cancellationToken);
        var told = agents.Select(a => notice.For(a, outboxEvent.CreatedAt));
        await inbox.TellAsync(told, cancellationToken);
    }

    private async ValueTask<Pipeline?> FindAsync(string id, CancellationToken cancellationToken) =>
        Domain.Pipelines.Pipelines.KindOf(id) is { } kind
            ? await store.FindAsync(Domain.Pipelines.Pipelines.Of(kind), id, cancellationToken)
            : null;

    private static Notice NoticeOf(
        Pipeline pipeline,
        PipelineBlock block,
        bool loops,
        OutboxEvent outboxEvent
    ) =>
        new(
            loops ? NotificationKind.FlowLoop : NotificationKind.Blocked,
            $"blocked:{pipeline.Id}:{outboxEvent.Id}"
        )
        {
            EntityRef = pipeline.EntityRef,
            PipelineId = pipeline.Id,
            TaskId = block.TaskId,
            Stage = block.To,
        };

    private async ValueTask<IEnumerable<string>> AgentsAsync(
        Pipeline pipeline,
        bool withManager,
        CancellationToken cancellationToken
    )
    {
        var (owner, team) = (pipeline.OwnerId, pipeline.TeamId);
        string?[] agents =
        [
            await staff.HolderAsync(owner, team, cancellationToken),
            withManager ? await staff.ManagerAsync(owner, team, cancellationToken) : null,
        ];
        return agents.OfType<string>();
    }
}
