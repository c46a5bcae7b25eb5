using KoSales.Domain.Assignment;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Agents;

namespace KoSales.Functions.Tasks.Making;

/// <summary>What somebody is to be told by work of their own.</summary>
public sealed record NoticeTask(string Title, TaskType Type)
{
    /// <summary>Of a person who wrote or called again.</summary>
    public const string CallBackTitle = "Enquired again: call back";
}

/// <summary>Tells whoever has an entity of something by a task, due soon; in the pool where the owner is given
/// no work.</summary>
public sealed class NoticeTasks(
    IDocumentStore store,
    IdAllocator ids,
    Availability availability,
    ISlaClocks clocks
)
{
    private const int TargetMinutes = 60;

    /// <summary>Adds nothing when a task of this title is open already, nor one that reaches out by a barred
    /// channel.</summary>
    /// <returns>The id of the task; null for nothing.</returns>
    public async ValueTask<string?> AddAsync(
        WriteBatch batch,
        TaskSubject subject,
        NoticeTask notice,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            notice.Type.IsBarredBy(subject.Barred)
            || await IsOpenAsync(subject.Ref, notice.Title, cancellationToken)
        )
            return null;
        var holder = await availability.OrPoolAsync(
            new Holder(subject.OwnerId, subject.TeamId),
            command.Now,
            cancellationToken
        );
        var question = new SlaQuestion(
            null,
            TargetMinutes,
            TaskPriority.High,
            holder.OwnerId,
            holder.TeamId
        );
        var terms = await clocks.TermsAsync(question, cancellationToken);
        var times = await clocks.TimesAsync(null, cancellationToken);
        var id = await ids.NextAsync<SalesTaskId>(cancellationToken);
        var task = TaskOf(subject, holder, notice, command) with { Id = id };
        batch.AddNew(task.StartClock(terms, times, command.Now), command);
        return id.Value;
    }

    private async ValueTask<bool> IsOpenAsync(
        EntityRef entity,
        string title,
        CancellationToken cancellationToken
    )
    {
        var same = Filter.AllOf(
            TaskLists.Of(entity.Type, entity.Id),
            SalesTasks.Open,
            Filter.Eq("title", title)
        );
        return await store.FirstAsync(SalesTasks.Collection, same, cancellationToken) is not null;
    }

    private static SalesTask TaskOf(
        TaskSubject subject,
        Holder holder,
        NoticeTask notice,
        Command command
    ) =>
        new()
        {
            Id = default,
            Title = notice.Title,
            Type = notice.Type,
            EntityRef = subject.Ref,
            PipelineId = subject.PipelineId,
            Stage = subject.Stage,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            Priority = TaskPriority.High,
            Optional = true,
            OnLeave = OnLeave.Keep,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
