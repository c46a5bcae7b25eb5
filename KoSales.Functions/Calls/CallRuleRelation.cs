using System.Collections.Frozen;
using KoSales.Domain.Calls;
using KoSales.Domain.Rules;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Calls;

/// <summary>The call with an entity that began last, of those that have ended.</summary>
public sealed class CallRuleRelation(IDocumentStore store, EntityKind entity) : IRuleRelation
{
    private const string At = "last_call.at";
    private const string Direction = "last_call.direction";
    private const string Status = "last_call.status";
    private const string Disposition = "last_call.disposition";

    /// <summary>Its calls become those of the contact.</summary>
    private const string Converted = "lead.converted";

    private static readonly string[] Ends =
    [
        WireNames<CallStatus>.Of(CallStatus.Completed),
        WireNames<CallStatus>.Of(CallStatus.Missed),
        WireNames<CallStatus>.Of(CallStatus.Failed),
    ];

    public EntityKind Entity => entity;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } =
        new Dictionary<string, FieldType>
        {
            [At] = FieldType.Instant,
            [Direction] = FieldType.Text,
            [Status] = FieldType.Text,
            [Disposition] = FieldType.Text,
        }.ToFrozenDictionary();

    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Choices { get; } =
        new Dictionary<string, IReadOnlyCollection<string>>
        {
            [Direction] = [.. WireNames<CallDirection>.All],
            [Status] = Ends,
            [Disposition] = [.. WireNames<CallDisposition>.All],
        }.ToFrozenDictionary();

    public IReadOnlyCollection<string> EventTypes { get; } =
    [CallEvents.Logged, CallEvents.Changed, CallEvents.Deleted, CallEvents.Restored, Converted];

    public RelatedFacts Nothing { get; } = default(LastCall).Facts();

    /// <remarks>The store groups the few members asked for: the calls themselves, with their notes, are left
    /// where they are.</remarks>
    public async ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    )
    {
        var ended = Filter.AllOf(
            Filter.In("entity_ref.id", entities.Select(e => e.Id)),
            Filter.Eq("entity_ref.type", WireNames<EntityKind>.Of(entity)),
            Filter.In("status", Ends),
            Filter.Missing("deleted_at")
        );
        var calls = await store.GroupCountAsync(
            CallStore.Collection,
            ended,
            LastCall.Members,
            cancellationToken
        );
        return calls
            .Select(LastCall.Of)
            .GroupBy(c => c.EntityId)
            .ToDictionary(
                g => g.Key,
                g => g.OrderBy(c => c.Order, StringComparer.Ordinal).Last().Facts()
            );
    }

    /// <summary>As the store shows it; <c>default</c> is none.</summary>
    /// <param name="Order">Grows with the time at which calls began; no two have the same.</param>
    private readonly record struct LastCall(
        string EntityId,
        string Order,
        string? StartedAt,
        string? Direction,
        string? Status,
        string? Disposition
    )
    {
        public static readonly string[] Members =
        [
            "entity_ref.id",
            "started_at",
            "created_at",
            "id",
            "direction",
            "status",
            "disposition",
        ];

        public static LastCall Of(GroupCount call)
        {
            var values = call.Values;
            var order = string.Join(' ', values.Skip(1).Take(3));
            return new(values[0]!, order, values[1], values[4], values[5], values[6]);
        }

        public RelatedFacts Facts() =>
            new RelatedFacts()
                .Add(CallRuleRelation.At, FieldValue.Of(StartedAt))
                .Add(CallRuleRelation.Direction, FieldValue.Of(Direction))
                .Add(CallRuleRelation.Status, FieldValue.Of(Status))
                .Add(CallRuleRelation.Disposition, FieldValue.Of(Disposition));
    }
}
