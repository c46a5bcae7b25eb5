using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Loads;
using KoSales.Functions.Agents;

namespace KoSales.Functions.Assignment;

/// <summary>Hands entities over with all that belongs to them: one entity or a batch of some hundreds, in
/// one transaction of the caller's.</summary>
/// <remarks>
/// Nothing is committed here. The conditions of the writes hold what was read: a commit that is refused as
/// <see cref="CommitStatus.ConditionFailed"/> or
/// <see cref="CommitStatus.VersionConflict"/> is prepared again on a fresh batch. The number of writes grows
/// with the agents concerned, the tasks and the
/// timeline entries, not with the leads and pipelines.
/// </remarks>
public sealed class CascadeDesk(
    IDocumentStore store,
    Availability availability,
    IEnumerable<IAssignedEntities> entities,
    IEnumerable<IAssignmentRelation> relations,
    IEnumerable<IRelatedEntities> related,
    IEnumerable<IWorkClaims> claims
)
{
    public const string Absent = "assignment.absent";
    public const string Changed = "assignment.changed";
    public const string AgentLeft = AgentLeave.Gone;

    private readonly IReadOnlyDictionary<EntityKind, IAssignedEntities> _entities =
        entities.ToDictionary(e => e.Kind);
    private readonly IReadOnlyList<IAssignmentRelation> _relations =
    [
        .. relations,
        .. related.Select(r => new EntitiesAlong(
            r,
            entities.First(e => e.Kind == r.Kind),
            relations,
            claims.FirstOrDefault(c => c.Kind == r.Kind)
        )),
    ];

    /// <summary>Owners, relations, loads, timeline, one event, and the record to undo it by.</summary>
    /// <param name="handovers">Of distinct entities.</param>
    public async ValueTask<CascadeResult> AddAsync(
        WriteBatch batch,
        EntityKind kind,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var order = new HandoverOrder(assigning, command);
        var (sound, refused) = assigning.IsChecked
            ? await CheckAsync(kind, handovers, order, cancellationToken)
            : new CheckedHandovers(handovers, []);
        if (sound.Count == 0)
            return new CascadeResult([], refused);
        await _entities[kind].AddAsync(batch, sound, assigning, command, cancellationToken);
        var items = await FollowAsync(batch, kind, sound, order, cancellationToken);
        return new CascadeResult(items, refused);
    }

    /// <summary>The relations and the record alone, for an entity whose own change its writer adds.</summary>
    public async ValueTask<IReadOnlyList<HandedOver>> FollowAsync(
        WriteBatch batch,
        EntityKind kind,
        IReadOnlyList<Handover> handovers,
        HandoverOrder order,
        CancellationToken cancellationToken
    )
    {
        List<ILookup<string, MovedItem>> moved = [];
        foreach (var relation in RelationsOf(kind))
        {
            var policy = order.Assigning.Policy.Of(relation.Name, relation.Default);
            var cascading = new Cascading(kind, handovers, policy, order.Command)
            {
                IsBulk = handovers.Count > 1,
                IsByClaim = order.Assigning.IsByClaim,
                Policies = order.Assigning.Policy,
            };
            moved.Add(await relation.AddAsync(batch, cascading, cancellationToken));
        }

        HandedOver[] items = [.. handovers.Select(WithItsThings)];
        if (order.Assigning.RecordId is { } id)
            batch.Upsert(HandoverRecord.Collection, order.RecordOf(id, kind, items));
        return items;

        HandedOver WithItsThings(Handover h) =>
            new(h.Id, h.From, h.To, [.. moved.SelectMany(m => m[h.Id])]);
    }

    /// <summary>What <see cref="FollowAsync"/> would do with each relation.</summary>
    public async ValueTask<IReadOnlyList<RelationPreview>> PreviewAsync(
        EntityKind kind,
        IReadOnlyList<Handover> handovers,
        CascadePolicy policies,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<RelationPreview> previews = [];
        foreach (var relation in RelationsOf(kind))
        {
            var policy = policies.Of(relation.Name, relation.Default);
            var cascading = new Cascading(kind, handovers, policy, command)
            {
                IsByClaim = true,
                Policies = policies,
            };
            var count = await relation.CountAsync(cascading, cancellationToken);
            previews.Add(new RelationPreview(relation.Name, policy, count));
        }

        return previews;
    }

    /// <summary>Adds the way back of what is still as the record left it, and removes the record.</summary>
    public async ValueTask<UndoResult> AddUndoAsync(
        WriteBatch batch,
        HandoverRecord record,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var order = new HandoverOrder(assigning, command);
        var whyKept = await WhyKeptAsync(record, order, cancellationToken);
        HandedOver[] back = [.. record.Items.Where((_, place) => whyKept[place] is null)];
        var restored = 0;
        if (back.Length > 0)
            restored = await ReverseAsync(
                batch,
                record,
                back,
                BackBy(order, record),
                cancellationToken
            );
        batch.Delete(HandoverRecord.Collection, Filter.Eq("id", record.Id), expected: 1);
        return new UndoResult(
            [.. back.Where(i => !i.IsForThingsAlone).Select(i => i.Id)],
            [.. KeptOf(record, whyKept)],
            restored
        );
    }

    private static HandoverOrder BackBy(HandoverOrder order, HandoverRecord record) =>
        order with
        {
            Assigning = order.Assigning with { Daily = DailyOf(record, order.Command) },
        };

    /// <summary>Why each item of the record stays where it is, in their order; null for what goes
    /// back.</summary>
    private async ValueTask<string?[]> WhyKeptAsync(
        HandoverRecord record,
        HandoverOrder order,
        CancellationToken cancellationToken
    )
    {
        var now = await _entities[record.Kind]
            .LoadAsync([.. record.Items.Select(i => i.Id)], cancellationToken);
        var takesNone = await WhoTakesNoneAsync(
            record.Items.Select(i => i.From),
            order,
            cancellationToken
        );
        return
        [
            .. record.Items.Select(item =>
                WhyKept(item, record, now.GetValueOrDefault(item.Id))
                ?? Unless(item.From, takesNone)
            ),
        ];
    }

    private static IEnumerable<RefusedHandover> KeptOf(HandoverRecord record, string?[] whyKept)
    {
        foreach (var (place, item) in record.Items.Index())
        {
            if (whyKept[place] is { } code)
                yield return new RefusedHandover(item.Id, code);
        }
    }

    /// <summary>Faults of a policy that names what is not there, or asks for what a relation does not
    /// take.</summary>
    public IEnumerable<Fault> Faults(EntityKind kind, CascadePolicy policies)
    {
        foreach (var (name, policy) in policies.ByRelation)
        {
            var relation = RelationsOf(kind).FirstOrDefault(r => r.Name == name);
            if (relation is null)
                yield return Fault.Invalid(
                    $"/cascade/{name}",
                    "assignment.unknown_relation",
                    $"Nothing called {QueryFaults.Shown(name)} goes along."
                );
            else if (!relation.Policies.Contains(policy))
                yield return Fault.Invalid(
                    $"/cascade/{name}",
                    "assignment.policy_not_taken",
                    $"The {name} of an entity always go along with it."
                );
        }
    }

    /// <summary>Leaves everything where it is that can stay.</summary>
    public CascadePolicy KeepAll(EntityKind kind) =>
        new(
            RelationsOf(kind)
                .Where(r => r.Policies.Contains(RelationPolicy.Keep))
                .ToDictionary(r => r.Name, _ => RelationPolicy.Keep)
        );

    private IEnumerable<IAssignmentRelation> RelationsOf(EntityKind kind) =>
        _relations.Where(r => r.BelongsTo(kind));

    private async ValueTask<CheckedHandovers> CheckAsync(
        EntityKind kind,
        IReadOnlyList<Handover> handovers,
        HandoverOrder order,
        CancellationToken cancellationToken
    )
    {
        var now = await _entities[kind]
            .LoadAsync([.. handovers.Select(h => h.Id)], cancellationToken);
        var takesNone = await WhoTakesNoneAsync(
            handovers.Where(h => h.To.OwnerId != h.From.OwnerId).Select(h => h.To),
            order,
            cancellationToken
        );
        List<Handover> sound = new(handovers.Count);
        List<RefusedHandover> refused = [];
        foreach (var handover in handovers)
        {
            if (WhyNot(handover) is { } code)
                refused.Add(new RefusedHandover(handover.Id, code));
            else
                sound.Add(handover);
        }

        return new CheckedHandovers(sound, refused);

        string? WhyNot(Handover handover) =>
            WhyRefused(handover, now.GetValueOrDefault(handover.Id))
            ?? Unless(handover.To, takesNone);
    }

    /// <summary>Agents to whom nothing can be given, with the code for why: the commit would refuse the
    /// whole batch for one who has left or is leaving.</summary>
    private async ValueTask<IReadOnlyDictionary<string, string>> WhoTakesNoneAsync(
        IEnumerable<Holder> to,
        HandoverOrder order,
        CancellationToken cancellationToken
    )
    {
        string[] agents = [.. to.Select(h => h.OwnerId).OfType<string>().Distinct()];
        if (agents.Length == 0)
            return new Dictionary<string, string>();
        var whyNot = await availability.WhyNotAsync(agents, order.Command.Now, cancellationToken);
        var takesNone = whyNot
            .Where(w => order.Assigning.HonoursLeave || w.Value != AgentLeave.Away)
            .ToDictionary();
        var loads = await store.GetManyAsync(AgentLoads.Collection, agents, cancellationToken);
        foreach (var load in loads.Select(AgentLoads.Collection.Read))
        {
            if (load.ClosedAt is not null)
                takesNone[load.Id] = AgentLeft;
        }

        return takesNone;
    }

    private static string? Unless(Holder to, IReadOnlyDictionary<string, string> whyNot) =>
        to.OwnerId is { } agent ? whyNot.GetValueOrDefault(agent) : null;

    /// <summary>Limits are of the day, so only what was given today is given back.</summary>
    private static DailyCount DailyOf(HandoverRecord record, Command command) =>
        record.IsGiven && CompanyDay.Of(record.CreatedAt) == CompanyDay.Of(command.Now)
            ? DailyCount.TakenBack
            : DailyCount.Unchanged;

    private static string? WhyRefused(Handover handover, AssignedEntity? now)
    {
        if (now is null)
            return Absent;
        if (now.WhyNot is { } code)
            return code;
        return
            now.Holder.OwnerId != handover.From.OwnerId
            || (handover.Version is { } seen && seen != now.Version)
            ? Changed
            : null;
    }

    private static string? WhyKept(HandedOver item, HandoverRecord record, AssignedEntity? now)
    {
        if (item.IsForThingsAlone)
            return null;
        if (now is null)
            return Absent;
        return now.WhyNot
            ?? (
                !now.Holder.IsStill(item.To) || now.AssignedAt != record.CreatedAt ? Changed : null
            );
    }

    private async ValueTask<int> ReverseAsync(
        WriteBatch batch,
        HandoverRecord record,
        HandedOver[] recorded,
        HandoverOrder order,
        CancellationToken cancellationToken
    )
    {
        var items = await InTodaysTeamsAsync(recorded, cancellationToken);
        Handover[] back =
        [
            .. items
                .Where(i => !i.IsForThingsAlone)
                .Select(i => new Handover(i.Id, null, i.To, i.From)),
        ];
        if (back.Length > 0)
            await _entities[record.Kind]
                .AddAsync(batch, back, order.Assigning, order.Command, cancellationToken);
        var way = new WayBack(record, items, back, order.Command);
        return await RestoreAsync(batch, way, cancellationToken);
    }

    private async ValueTask<int> RestoreAsync(
        WriteBatch batch,
        WayBack way,
        CancellationToken cancellationToken
    )
    {
        var restored = 0;
        foreach (var relation in RelationsOf(way.Record.Kind))
        {
            // What has no choice of its own just follows back; the rest goes back thing by thing.
            if (relation.Policies.Count == 1 && way.Back.Length > 0)
                await relation.AddAsync(batch, way.Along(relation), cancellationToken);
            else if (relation.Policies.Count > 1)
                restored += await RestoreAsync(batch, relation, way, cancellationToken);
        }

        return restored;
    }

    /// <summary>The items with those they came from in the teams that these are in by now.</summary>
    private async ValueTask<HandedOver[]> InTodaysTeamsAsync(
        HandedOver[] items,
        CancellationToken cancellationToken
    )
    {
        var before = items.SelectMany(i => i.Moved.Select(m => m.From).Append(i.From));
        var teams = await availability.TeamsAsync(before.Select(h => h.OwnerId), cancellationToken);
        return [.. items.Select(InTodaysTeams)];

        HandedOver InTodaysTeams(HandedOver item) =>
            item with
            {
                From = Today(item.From, teams),
                Moved = [.. item.Moved.Select(m => m with { From = Today(m.From, teams) })],
            };
    }

    /// <summary>The holder with the team that it is in by now.</summary>
    private static Holder Today(Holder holder, IReadOnlyDictionary<string, string?> teams) =>
        holder.OwnerId is { } owner && teams.TryGetValue(owner, out var team)
            ? holder with
            {
                TeamId = team,
            }
            : holder;

    /// <summary>What went along comes back, and what was made for the holder meanwhile follows the entity
    /// as in any other hand-over.</summary>
    private static async ValueTask<int> RestoreAsync(
        WriteBatch batch,
        IAssignmentRelation relation,
        WayBack way,
        CancellationToken cancellationToken
    )
    {
        MovedItem[] moved =
        [
            .. way.Items.SelectMany(i => i.Moved).Where(m => m.Relation == relation.Name),
        ];
        var restored = await relation.RestoreAsync(batch, moved, way.Command, cancellationToken);
        if (way.Back.Length == 0)
            return restored;
        var meanwhile = way.Along(relation) with { MadeSince = way.Record.CreatedAt };
        var followed = await relation.AddAsync(batch, meanwhile, cancellationToken);
        return restored + followed.Sum(m => m.Count());
    }
}
