using System.Runtime.CompilerServices;
using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Functions.Invariants;
using KoSales.Functions.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Assignment;

/// <summary>A collection of records about entities, which are seen by whoever sees the entity. They keep
/// its owner and team for lists, and whether it is deleted.</summary>
/// <param name="Name">As previews of hand-overs name it: <c>notes</c>.</param>
/// <param name="Collection">Of documents with <c>entity_ref</c> (or without one for a while), <c>owner_id</c>, <c>team_id</c> and
/// <c>entity_deleted_at</c>; an index begins with <c>entity_ref.id</c>.</param>
/// <param name="CreatedEvent">The event of a new one.</param>
public sealed record FollowingRecords(string Name, Collection Collection, string CreatedEvent)
{
    public static Filter About(IEnumerable<string> entities) =>
        Filter.In("entity_ref.id", entities);

    /// <summary>Gives all that match to the holder of their entity, in one write.</summary>
    internal void Give(WriteBatch batch, Filter which, Holder to, Command command) =>
        batch.Patch(
            Collection,
            which,
            new Patch(command.Now, command.Actor.Id)
            {
                Set = new Dictionary<string, string?>(HandoverWrites.MembersOf(to))
                {
                    ["entity_deleted_at"] = null,
                },
            }
        );
}

public static class FollowingRegistration
{
    /// <summary>Records that are always whose their entity is.</summary>
    public static IServiceCollection AddFollowing(
        this IServiceCollection services,
        FollowingRecords records
    ) =>
        services
            .AddSingleton(records)
            .AddSingleton<IAssignmentRelation>(s => new FollowingRelation(
                records,
                s.GetRequiredService<IDocumentStore>()
            ))
            .AddSingleton<IEventHandler>(s => new FollowingKeeper(
                records,
                s.GetRequiredService<IDocumentStore>(),
                s.GetServices<IAssignedEntities>()
            ))
            .AddSingleton<IInvariant>(s => new FollowingInvariant(
                records,
                s.GetRequiredService<IDocumentStore>(),
                s.GetServices<IAssignedEntities>()
            ));
}

/// <summary>They go along with every hand-over, whatever else is asked for. One write per new holder that
/// gets some.</summary>
internal sealed class FollowingRelation(FollowingRecords records, IDocumentStore store)
    : IAssignmentRelation
{
    public string Name => records.Name;

    public RelationPolicy Default => RelationPolicy.Transfer;

    public IReadOnlyCollection<RelationPolicy> Policies { get; } = [RelationPolicy.Transfer];

    public bool BelongsTo(EntityKind kind) => true;

    public async ValueTask<ILookup<string, MovedItem>> AddAsync(
        WriteBatch batch,
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var concerned = await WithSomeAsync(cascading.Ids, cancellationToken);
        foreach (
            var group in cascading
                .Handovers.Where(h => concerned.Contains(h.Id))
                .GroupBy(h => h.To, h => h.Id)
        )
            records.Give(batch, FollowingRecords.About(group), group.Key, cascading.Command);
        return Array.Empty<MovedItem>().ToLookup(_ => "");
    }

    public async ValueTask<RelationCount> CountAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    ) =>
        new(
            (int)
                await store.CountAsync(
                    records.Collection,
                    FollowingRecords.About(cascading.Ids),
                    cancellationToken
                ),
            0,
            0
        );

    /// <summary>Nothing by itself: they follow their entity back.</summary>
    public ValueTask<int> RestoreAsync(
        WriteBatch batch,
        IReadOnlyList<MovedItem> items,
        Command command,
        CancellationToken cancellationToken
    ) => new(0);

    /// <summary>Most entities have none, and a read costs the one writer nothing.</summary>
    private async ValueTask<IReadOnlySet<string>> WithSomeAsync(
        IReadOnlyList<string> entities,
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            records.Collection,
            FollowingRecords.About(entities),
            ["entity_ref.id"],
            cancellationToken
        );
        return groups.Select(g => g.Values[0]).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }
}

/// <summary>Brings records in line with their entity where no hand-over did: it was deleted, restored or
/// reopened with another holder, or changed hands while the record was being written. A hand-over takes along what
/// there was when it was prepared; a record that came in before its commit is found after it.</summary>
internal sealed class FollowingKeeper(
    FollowingRecords records,
    IDocumentStore store,
    IEnumerable<IAssignedEntities> entities
) : IEventHandler
{
    private static readonly string[] Turns = ["deleted", "restored", "reopened"];

    public IReadOnlyCollection<string> Types { get; } =
    [
        records.CreatedEvent,
        .. WireNames<EntityKind>.All.SelectMany(kind => Turns.Select(turn => $"{kind}.{turn}")),
        .. AssignmentEvents.All,
    ];

    /// <summary>One for each collection.</summary>
    public string Name => $"{nameof(FollowingKeeper)}.{records.Name}";

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (entities.FirstOrDefault(e => e.Kind == outboxEvent.Entity.Type) is not { } kind)
            return;
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        var ids = AssignmentEvents.All.Contains(outboxEvent.Type)
            ? await LeftBehindAsync(kind, outboxEvent.EntityIds(), cancellationToken)
            : [outboxEvent.Entity.Id];
        foreach (var id in ids)
            await KeepAsync(kind, id, command, cancellationToken);
    }

    private async Task KeepAsync(
        IAssignedEntities kind,
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var entity = await FindAsync(kind, id, cancellationToken);
        while (true)
        {
            await AlignAsync(id, entity, command, cancellationToken);
            var now = await FindAsync(kind, id, cancellationToken);
            if (now?.Holder == entity?.Holder)
                return;
            entity = now;
        }
    }

    /// <summary>Those of the entities that have a record which is not whose they are. One read where none has a
    /// record.</summary>
    private async ValueTask<IReadOnlyList<string>> LeftBehindAsync(
        IAssignedEntities kind,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            records.Collection,
            FollowingRecords.About(ids),
            ["entity_ref.id", "owner_id", "team_id"],
            cancellationToken
        );
        if (groups.Count == 0)
            return [];
        var found = groups.ToLookup(g => g.Values[0]!, g => new Holder(g.Values[1], g.Values[2]));
        var holders = await kind.LoadAsync([.. found.Select(f => f.Key)], cancellationToken);
        return
        [
            .. found
                .Where(f =>
                    holders.TryGetValue(f.Key, out var entity) && f.Any(h => h != entity.Holder)
                )
                .Select(f => f.Key),
        ];
    }

    /// <summary>Null for one that is deleted.</summary>
    private static async ValueTask<AssignedEntity?> FindAsync(
        IAssignedEntities kind,
        string id,
        CancellationToken cancellationToken
    ) => (await kind.LoadAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>To what the entity was a moment ago: a hand-over that has come in between gave the records
    /// away first, and must have the last word.</summary>
    private Task AlignAsync(
        string id,
        AssignedEntity? entity,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        if (entity is null)
            Hide(batch, id, command);
        else
            records.Give(batch, OutOfLine(id, entity.Holder), entity.Holder, command);
        return store.CommitAsync(batch, cancellationToken).AsTask();
    }

    private void Hide(WriteBatch batch, string entity, Command command) =>
        batch.Patch(
            records.Collection,
            Filter.AllOf(FollowingRecords.About([entity]), Filter.Missing("entity_deleted_at")),
            new Patch(command.Now, command.Actor.Id)
            {
                Set = new Dictionary<string, string?>
                {
                    ["entity_deleted_at"] = JsonText.Of(command.Now),
                },
            }
        );

    private static Filter OutOfLine(string entity, Holder holder) =>
        Filter.AllOf(
            FollowingRecords.About([entity]),
            Filter.AnyOf(
                Filter.Present("entity_deleted_at"),
                IsOther("owner_id", holder.OwnerId),
                IsOther("team_id", holder.TeamId)
            )
        );

    private static Filter IsOther(string field, string? value) =>
        value is null ? Filter.Present(field) : new Filter.Not(Filter.Eq(field, value));
}

/// <summary>Records about an entity are whose the entity is.</summary>
internal sealed class FollowingInvariant(
    FollowingRecords records,
    IDocumentStore store,
    IEnumerable<IAssignedEntities> entities
) : IInvariant
{
    private const int Page = 500;

    public string Name => records.Name;

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var alive = Filter.AllOf(
            Filter.Present("entity_ref"),
            Filter.Missing("entity_deleted_at"),
            Filter.Missing("deleted_at")
        );
        var pages = store
            .StreamAsync(records.Collection, alive, null, cancellationToken)
            .Select(FollowerOf)
            .Chunk(Page);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var kind in page.GroupBy(f => f.Entity.Type))
            {
                var holders = await HoldersAsync(kind.Key, kind, cancellationToken);
                foreach (var astray in kind.Where(f => IsAstray(f, holders)))
                    yield return new Violation(
                        Name,
                        astray.Id,
                        $"it does not belong to whoever has {astray.Entity.Id}"
                    );
            }
        }
    }

    /// <summary>Nothing for a kind that nobody has registered.</summary>
    private async ValueTask<IReadOnlyDictionary<string, AssignedEntity>> HoldersAsync(
        EntityKind kind,
        IEnumerable<Follower> followers,
        CancellationToken cancellationToken
    ) =>
        entities.FirstOrDefault(e => e.Kind == kind) is { } known
            ? await known.LoadAsync(
                [.. followers.Select(f => f.Entity.Id).Distinct()],
                cancellationToken
            )
            : new Dictionary<string, AssignedEntity>();

    private static bool IsAstray(
        Follower follower,
        IReadOnlyDictionary<string, AssignedEntity> entities
    ) =>
        entities.TryGetValue(follower.Entity.Id, out var entity)
        && entity.Holder != follower.Holder;

    private static Follower FollowerOf(RawDocument stored)
    {
        using var json = JsonDocument.Parse(stored.Json);
        var root = json.RootElement;
        var entity = root.GetProperty("entity_ref");
        WireNames<EntityKind>.TryRead(entity.GetProperty("type").GetString()!, out var kind);
        return new Follower(
            stored.Id,
            new EntityRef(kind, entity.GetProperty("id").GetString()!),
            new Holder(Text(root, "owner_id"), Text(root, "team_id"))
        );
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed record Follower(string Id, EntityRef Entity, Holder Holder);
}
