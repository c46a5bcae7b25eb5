using KoSales.Domain.Notifications;
using KoSales.Domain.Pipelines;
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
        if (PipelineCollections.KindOf(facts.PipelineId) is not { } entity)
            return;
        // What is no longer blocked needs nobody's attention.
        var pipeline = await store.FindAsync(
            PipelineCollections.Of(entity),
            facts.PipelineId,
            cancellationToken
        );
        if (pipeline?.Blocked is { } block && pipeline.Visit == facts.Visit)
            await TellAsync(outboxEvent, pipeline, block, cancellationToken);
    }

    private async Task TellAsync(
        OutboxEvent outboxEvent,
        Pipeline pipeline,
        PipelineBlock block,
        CancellationToken cancellationToken
    )
    {
        var loops = block.Unmet.Any(u => u.Code == UnmetCondition.FlowLoop);
        var kind = loops ? NotificationKind.FlowLoop : NotificationKind.Blocked;
        var notice = NoticeOf(pipeline, block, kind, $"blocked:{pipeline.Id}:{outboxEvent.Id}");
        string?[] agents =
        [
            await staff.HolderAsync(pipeline.OwnerId, pipeline.TeamId, cancellationToken),
            loops
                ? await staff.ManagerAsync(pipeline.OwnerId, pipeline.TeamId, cancellationToken)
                : null,
        ];
        await inbox.NotifyAsync(
            agents.OfType<string>().Select(a => notice.For(a, outboxEvent.CreatedAt)),
            cancellationToken
        );
    }

    private static Notice NoticeOf(
        Pipeline pipeline,
        PipelineBlock block,
        NotificationKind kind,
        string cause
    ) =>
        new(
            Notice.About(kind, cause) with
            {
                EntityRef = pipeline.EntityRef,
                PipelineId = pipeline.Id,
                TaskId = block.TaskId,
                Stage = block.To,
            }
        );
}
