using KoSales.Domain.Assignment;
using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Agents;
using KoSales.Functions.Pii;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Documents;

/// <summary>The sweep's part about documents that end: each rung of the ladder is told of once, on the
/// condition that the document is as it was read.</summary>
internal sealed class DocumentRounds(
    IDocumentStore store,
    DocumentWriter writer,
    DocumentJournal journal,
    RenewalTasks renewals
) : ISweepRound
{
    public Task<(int Count, bool Ended)> MarkAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    ) => pages.MarkAsync(DocumentStore.Collection, DocumentStore.Due, AddAsync, cancellationToken);

    // Two documents of one subject in a page refuse it, and the sweep goes on with shorter ones.
    private async ValueTask AddAsync(WriteBatch batch, TypedDocument document, Command command)
    {
        var stop = CancellationToken.None;
        var fact = document.Climb(command);
        var pii = await store.FindAsync(Piis.Collection, document.PiiId.Value, stop);
        if (!fact.IsTold || pii is null)
        {
            batch.Replace(DocumentStore.Collection, fact.Document);
            return;
        }

        var told = fact with
        {
            Document = await renewals.AddAsync(batch, fact.Document, pii, command, stop),
        };
        var scene = new DocumentScene(
            new PiiRecord(pii, null),
            await writer.AllAsync(document.PiiId, stop)
        );
        await journal.AddAsync(batch, scene, told, command, stop);
    }
}

/// <summary>Asks whoever has the subject's record to have a document renewed.</summary>
public sealed class RenewalTasks(
    IDocumentStore store,
    TaskSubjects subjects,
    IdAllocator ids,
    Availability availability
)
{
    private const string Title = "Have a document renewed before it ends";

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
        if (await IsAskedAsync(document, cancellationToken))
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

    private async ValueTask<bool> IsAskedAsync(
        TypedDocument document,
        CancellationToken cancellationToken
    ) =>
        document.RenewalTaskId is { } task
        && await store.FindAsync(SalesTasks.Collection, task, cancellationToken)
            is { IsOpen: true };

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
