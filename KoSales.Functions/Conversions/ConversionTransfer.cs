using KoSales.Domain.Contacts;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Handing;

namespace KoSales.Functions.Conversions;

/// <summary>Makes the open tasks, the notes and the calls of a lead those of its contact.</summary>
public sealed class ConversionTransfer(IDocumentStore store)
{
    private static readonly EntityRelation[] Moved =
    [
        EntityRelation.TasksByHand,
        EntityRelation.OpenTasks,
        EntityRelation.Notes,
        EntityRelation.Calls,
        EntityRelation.Signals,
    ];

    /// <summary>Adds to the batch, after what the lead's pipeline does to the tasks of its stage: those that
    /// are open then go along.</summary>
    public static void Add(WriteBatch batch, Lead lead, Contact contact, Command command)
    {
        foreach (var relation in Moved)
            relation.Add(batch, lead.Ref, contact, command);
    }

    public ValueTask<long> OpenTasksAsync(Lead lead, CancellationToken cancellationToken) =>
        CountAsync(EntityRelation.OpenTasks, lead, cancellationToken);

    public ValueTask<long> NotesAsync(Lead lead, CancellationToken cancellationToken) =>
        CountAsync(EntityRelation.Notes, lead, cancellationToken);

    public ValueTask<long> CallsAsync(Lead lead, CancellationToken cancellationToken) =>
        CountAsync(EntityRelation.Calls, lead, cancellationToken);

    private ValueTask<long> CountAsync(
        EntityRelation relation,
        Lead lead,
        CancellationToken cancellationToken
    ) => store.CountAsync(relation.Collection, relation.Of(lead.Ref), cancellationToken);
}
