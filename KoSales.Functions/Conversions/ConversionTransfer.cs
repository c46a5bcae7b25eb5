using System.Text.Json;
using KoSales.Domain.Calls;
using KoSales.Domain.Contacts;
using KoSales.Domain.Leads;
using KoSales.Domain.Notes;
using KoSales.Domain.Tasks;

namespace KoSales.Functions.Conversions;

/// <summary>Makes the open tasks, the notes and the calls of a lead those of its contact.</summary>
public sealed class ConversionTransfer(IDocumentStore store)
{
    /// <summary>Adds to the batch, after what the lead's pipeline does to the tasks of its stage: those that
    /// are open then go along.</summary>
    public static void Add(WriteBatch batch, Lead lead, Contact contact, Command command)
    {
        var moved = new Dictionary<string, string?>
        {
            ["entity_ref"] = JsonSerializer.Serialize(contact.Ref, Stored.EntityRef),
        };
        var held = new Dictionary<string, string?>(moved)
        {
            ["owner_id"] = Text(contact.OwnerId),
            ["team_id"] = Text(contact.TeamId),
        };
        var byHand = new Dictionary<string, string?>
        {
            ["pipeline_id"] = Text(contact.PipelineId),
            ["stage"] = Text(contact.Stage),
            ["visit"] = null,
        };
        var open = Filter.AllOf(Of(lead), SalesTasks.Open);
        batch
            .Patch(
                SalesTasks.Collection,
                Filter.AllOf(open, Filter.Missing("creation_key")),
                Patch(byHand, command)
            )
            .Patch(SalesTasks.Collection, open, Patch(moved, command))
            .Patch(NoteStore.Collection, Of(lead), Patch(held, command))
            .Patch(CallStore.Collection, Of(lead), Patch(held, command));
    }

    public ValueTask<long> OpenTasksAsync(Lead lead, CancellationToken cancellationToken) =>
        store.CountAsync(
            SalesTasks.Collection,
            Filter.AllOf(Of(lead), SalesTasks.Open),
            cancellationToken
        );

    public ValueTask<long> NotesAsync(Lead lead, CancellationToken cancellationToken) =>
        store.CountAsync(NoteStore.Collection, Of(lead), cancellationToken);

    public ValueTask<long> CallsAsync(Lead lead, CancellationToken cancellationToken) =>
        store.CountAsync(CallStore.Collection, Of(lead), cancellationToken);

    private static readonly ConversionStored Stored = new(DocumentJson.NewOptions());

    private static Filter Of(Lead lead) =>
        Filter.AllOf(
            Filter.Eq("entity_ref.id", lead.Key),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(EntityKind.Lead))
        );

    private static Patch Patch(IReadOnlyDictionary<string, string?> set, Command command) =>
        new(command.Now, command.Actor.Id) { Set = set };

    private static string? Text(string? value) =>
        value is null ? null : JsonSerializer.Serialize(value, ApiJson.Default.String);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(EntityRef))]
internal sealed partial class ConversionStored
    : System.Text.Json.Serialization.JsonSerializerContext;
