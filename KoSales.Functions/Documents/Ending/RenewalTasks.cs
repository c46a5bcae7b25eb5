using KoSales.Domain.Assignment;
using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Agents;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Documents.Ending;

/// <summary>Asks whoever has the subject's record to have a document renewed, until one takes its
/// place.</summary>
public sealed class RenewalTasks(
    IDocumentStore store,
    TaskSubjects subjects,
    IdAllocator ids,
    Availability availability,
    ISlaClocks clocks
)
{
    private const string Title = "Have a document renewed before it ends";
    private const string Renewed = "renewed";

    /// <summary>The document with its task; itself while the one before is still open, and when there is no
    /// record that a task could be about.</summary>
    public async ValueTask<TypedDocument> AddAsync(
        WriteBatch batch,
        TypedDocument document,
        PiiDocument subject,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await OpenOfAsync(document, cancellationToken) is not null)
            return document;
        if (await FirstAsync(subject, cancellationToken) is not { } about)
            return document;
        var holder = await availability.OrPoolAsync(
            new Holder(about.OwnerId, about.TeamId),
            command.Now,
            cancellationToken
        );
        var id = await ids.NextAsync<SalesTaskId>(cancellationToken);
        batch.AddNew(TaskOf(document, about, holder, command) with { Id = id }, command);
        return document with { RenewalTaskId = id.Value };
    }

    /// <summary>Completes what was asked about a document whose place another one takes; nothing where the
    /// task is closed already, or there is none.</summary>
    public async ValueTask CompleteAsync(
        WriteBatch batch,
        TypedDocument superseded,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await OpenOfAsync(superseded, cancellationToken) is not { } task)
            return;
        var times = await clocks.TimesAsync(task.Sla?.Clock, cancellationToken);
        var completed = task.Complete(Renewed, null, [], new TaskCall(command, times));
        batch.AddChange(task, completed.Value, command);
    }

    private async ValueTask<SalesTask?> OpenOfAsync(
        TypedDocument document,
        CancellationToken cancellationToken
    ) =>
        document.RenewalTaskId is { } id
        && await store.FindAsync(SalesTasks.Collection, id, cancellationToken)
            is { IsOpen: true, DeletedAt: null } task
            ? task
            : null;

    private async ValueTask<TaskSubject?> FirstAsync(
        PiiDocument subject,
        CancellationToken cancellationToken
    )
    {
        foreach (var entity in subject.Subject)
        {
            if (await subjects.FindAsync(entity, Actor.System, cancellationToken) is { } found)
                return found;
        }

        return null;
    }

    private static SalesTask TaskOf(
        TypedDocument document,
        TaskSubject about,
        Holder holder,
        Command command
    ) =>
        new()
        {
            Id = default,
            Title = $"{Title}: {WireNames<DocumentType>.Of(document.Type)}",
            Type = TaskType.Document,
            EntityRef = about.Ref,
            PipelineId = about.PipelineId,
            Stage = about.Stage,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            Priority = TaskPriority.High,
            Optional = true,
            OnLeave = OnLeave.Keep,
            DueAt = document.ValidTo is { } last ? CompanyDay.StartOf(last.PlusDays(1)) : null,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
