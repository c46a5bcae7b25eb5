using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Loads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Assignment;

namespace KoSales.Functions.Entities.Handing;

/// <summary>Entities, as they are handed over many at a time: one write per pair of holders, an entry in
/// each one's timeline, one event for all.</summary>
public sealed class EntityHandovers<T>(EntitySpec<T> spec, IDocumentStore store) : IAssignedEntities
    where T : Entity
{
    private static readonly string[] Changing = ["owner_id", "team_id"];

    public EntityKind Kind => spec.Kind;

    public async ValueTask<IReadOnlyDictionary<string, AssignedEntity>> LoadAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(spec.Collection, ids, cancellationToken))
            .Select(spec.Collection.Read)
            .Where(e => e.DeletedAt is null)
            .ToDictionary(e => e.Key, EntityOf);

    public ValueTask AddAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var group in handovers.GroupBy(h => (From: h.From.OwnerId, h.To)))
            Patch(batch, [.. group], command);
        foreach (var agent in handovers.Where(IsGiven).Select(h => h.To.OwnerId!).Distinct())
            batch.RequireWorking(agent, command);
        foreach (var handover in handovers)
            batch.Insert(Activities.Collection, Entry(handover, assigning, command));
        string[] ids = [.. handovers.Select(h => h.Id)];
        batch.Emit(command, AssignmentEvents.Of(spec.Kind, ids, assigning.RecordId, Changing));
        return ValueTask.CompletedTask;
    }

    private AssignedEntity EntityOf(T entity) =>
        new(
            entity.Key,
            entity.Version,
            new Holder(entity.OwnerId, entity.TeamId),
            entity.AssignedAt,
            entity.IsOpen ? null : $"{spec.Noun}.not_open"
        )
        {
            PipelineId = entity.PipelineId,
        };

    private static bool IsGiven(Handover handover) =>
        handover.To.OwnerId is { } owner && owner != handover.From.OwnerId;

    /// <param name="alike">From one holder to another.</param>
    private void Patch(WriteBatch batch, IReadOnlyList<Handover> alike, Command command)
    {
        var (from, to) = (alike[0].From.OwnerId, alike[0].To);
        string[] ids = [.. alike.Select(h => h.Id)];
        var unchanged = Filter.AllOf(
            Filter.In("id", ids),
            spec.Open,
            from is null ? Filter.Missing("owner_id") : Filter.Eq("owner_id", from)
        );
        var patch = new Patch(command.Now, command.Actor.Id) { Set = ChangesTo(to, from, command) };
        batch.Patch(spec.Collection, unchanged, patch, expected: ids.Length);
    }

    /// <summary>Who keeps it and changed the team was not given it anew.</summary>
    private static Dictionary<string, string?> ChangesTo(Holder to, string? from, Command command)
    {
        Dictionary<string, string?> changes = new() { ["team_id"] = Text(to.TeamId) };
        if (to.OwnerId == from)
            return changes;
        changes["owner_id"] = Text(to.OwnerId);
        changes["assigned_at"] = JsonText.Of(command.Now);
        return changes;
    }

    private TimelineEntry Entry(Handover handover, Assigning assigning, Command command) =>
        Activities.Entry(
            command,
            new EntityRef(spec.Kind, handover.Id),
            TimelineKind.Assigned,
            assigning.Summary
        ) with
        {
            Changes = [.. Changes(handover)],
            Reason = assigning.Claims.GetValueOrDefault(handover.Id)?.Told(moves: true),
            Refs = assigning.RefsOf(handover),
        };

    private static IEnumerable<FieldChange> Changes(Handover handover)
    {
        if (handover.From.OwnerId != handover.To.OwnerId)
            yield return new FieldChange("owner_id", handover.From.OwnerId, handover.To.OwnerId);
        if (handover.From.TeamId != handover.To.TeamId)
            yield return new FieldChange("team_id", handover.From.TeamId, handover.To.TeamId);
    }

    private static string? Text(string? value) =>
        value is null ? null : JsonSerializer.Serialize(value, ApiJson.Default.String);
}
