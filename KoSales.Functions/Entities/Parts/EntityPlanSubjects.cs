using System.Text;
using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Planning;
using KoSales.Functions.AssignmentJobs.Planning;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities as planning sees them: read off the stored JSON without making a record of each.</summary>
public sealed class EntityPlanSubjects<T>(EntitySpec<T> spec, IDocumentStore store) : IPlanSubjects
    where T : Entity
{
    private readonly SubjectMember[] _keys =
    [
        .. spec.Planning.KnownBy.Select(path => new SubjectMember(path)),
    ];

    public EntityKind Kind => spec.Kind;

    public Collection Collection => spec.Collection;

    public Filter Open => spec.Open;

    public bool HasLimits => spec.Planning.HasLimits;

    public PlanSubject Read(RawDocument stored)
    {
        var reader = new Utf8JsonReader(stored.Json.Span);
        var fields = new SubjectFields(_keys, spec.Planning.OpenStatuses);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            fields.Take(ref reader);
        return new PlanSubject(
            stored.Id,
            stored.Version,
            fields.IsOpen,
            new Holder(fields.Owner, fields.Team),
            fields.Traits,
            fields.Keys
        );
    }

    public bool Sees(Actor actor, Holder holder) =>
        HolderScope.Sees(actor, holder.OwnerId, holder.TeamId);

    public async ValueTask<IReadOnlyDictionary<string, string>> KnownByAsync(
        IReadOnlyList<PlanSubject> subjects,
        bool closedOnly,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        foreach (var field in spec.Planning.KnownBy)
        {
            var byKey = subjects
                .SelectMany(s => s.Keys.Where(k => k.Field == field).Select(k => (k.Value, s.Id)))
                .ToLookup(k => k.Value, k => k.Id);
            if (byKey.Count == 0)
                continue;
            foreach (
                var (key, owner) in await OwnersAsync(
                    field,
                    [.. byKey.Select(k => k.Key)],
                    closedOnly,
                    cancellationToken
                )
            )
            {
                foreach (var id in byKey[key])
                    known.TryAdd(id, owner);
            }
        }

        return known;
    }

    /// <summary>Key → the agent who has, or had at the end, most of the entities with it.</summary>
    private async ValueTask<IEnumerable<(string Key, string Owner)>> OwnersAsync(
        string field,
        IReadOnlyList<string> keys,
        bool closedOnly,
        CancellationToken cancellationToken
    )
    {
        var known = Filter.AllOf(
            Filter.In(field, keys),
            Filter.Present(field),
            Filter.Present("owner_id"),
            closedOnly
                ? new Filter.Not(Filter.In("status", spec.Planning.OpenStatuses))
                : Filter.Everything
        );
        var groups = await store.GroupCountAsync(
            spec.Collection,
            known,
            [field, "owner_id"],
            cancellationToken
        );
        return groups
            .GroupBy(g => g.Values[0]!)
            .Select(g =>
                (
                    g.Key,
                    g.OrderByDescending(o => o.Count)
                        .ThenBy(o => o.Values[1], StringComparer.Ordinal)
                        .First()
                        .Values[1]!
                )
            );
    }

    /// <summary>The members that count, while the JSON is read.</summary>
    private sealed class SubjectFields(
        SubjectMember[] keys,
        IReadOnlyCollection<string> openStatuses
    )
    {
        private readonly List<string> _products = [];
        private readonly List<(string, string)> _keys = [];
        private string? _status;
        private string? _language;
        private string? _state;
        private string? _kind;
        private bool _isGone;

        public string? Owner { get; private set; }

        public string? Team { get; private set; }

        public bool IsOpen => !_isGone && _status is { } status && openStatuses.Contains(status);

        public PlanTraits Traits => new(_language, _state, _kind, _products);

        public IReadOnlyList<(string Field, string Value)> Keys => _keys;

        public void Take(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("status"u8))
                _status = Text(ref reader);
            else if (reader.ValueTextEquals("owner_id"u8))
                Owner = Text(ref reader);
            else if (reader.ValueTextEquals("team_id"u8))
                Team = Text(ref reader);
            else if (reader.ValueTextEquals("language"u8))
                _language = Text(ref reader);
            else if (reader.ValueTextEquals("kind"u8))
                _kind = Text(ref reader);
            else if (
                reader.ValueTextEquals("deleted_at"u8) || reader.ValueTextEquals("erased_at"u8)
            )
                _isGone |= Text(ref reader) is not null;
            else if (KeyAt(ref reader) is { } key)
                Key(key.Name, ref reader);
            else if (reader.ValueTextEquals("products"u8))
                Products(ref reader);
            else if (
                reader.ValueTextEquals("address"u8) || reader.ValueTextEquals("billing_address"u8)
            )
                Address(ref reader);
            else
                Skip(ref reader);
        }

        private SubjectMember? KeyAt(ref Utf8JsonReader reader)
        {
            foreach (var key in keys)
            {
                if (reader.ValueTextEquals(key.Utf8))
                    return key;
            }

            return null;
        }

        private void Key(string field, ref Utf8JsonReader reader)
        {
            if (Text(ref reader) is { } value)
                _keys.Add((field, value));
        }

        private void Products(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                return;
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
                _products.Add(reader.GetString()!);
        }

        private void Address(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("state_code"u8))
                    _state = Text(ref reader);
                else
                    Skip(ref reader);
            }
        }

        private static string? Text(ref Utf8JsonReader reader)
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }

        private static void Skip(ref Utf8JsonReader reader)
        {
            reader.Read();
            reader.Skip();
        }
    }
}

/// <summary>A member by which a person or business is known again.</summary>
internal sealed record SubjectMember(string Name)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
