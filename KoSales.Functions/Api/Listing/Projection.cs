using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Api.Listing;

/// <summary>
/// What of a stored document goes on the wire: the members that a view record names, copied as they are
/// stored, so that reading neither parses nor writes JSON.
/// A member whose type is a view record as well is projected by it; one of a domain type is copied whole.
/// Immutable.
/// </summary>
public sealed class Projection
{
    private static readonly ConcurrentDictionary<Type, Projection> Known = new();

    private readonly Utf8Names _names;
    private readonly Projection?[] _nested;

    private Projection(IReadOnlyList<string> members, IReadOnlyList<Projection?> nested)
    {
        Members = members;
        _names = new Utf8Names(members);
        _nested = [.. nested];
    }

    /// <summary>Wire names, in the view's order.</summary>
    public IReadOnlyList<string> Members { get; }

    public static Projection For<TView>() => For(typeof(TView));

    /// <summary>Only these of the members, with <c>id</c>; names that are no members are passed over.</summary>
    public Projection Pick(IReadOnlyCollection<string> members) =>
        Kept(name => name == "id" || members.Contains(name));

    /// <summary>Only these of the members.</summary>
    public Projection Only(IReadOnlyCollection<string> members) => Kept(members.Contains);

    /// <summary>The projected document as an array of its own.</summary>
    public byte[] Of(ReadOnlySpan<byte> stored)
    {
        using var buffer = new PooledBuffer(stored.Length);
        Write(stored, buffer);
        return buffer.Written.ToArray();
    }

    internal void Write(ReadOnlySpan<byte> stored, PooledBuffer to) =>
        Object(stored, JsonScan.Blank(stored, 0), to);

    /// <summary>Members next to each other are copied in one go.</summary>
    private int Object(ReadOnlySpan<byte> json, int at, PooledBuffer to)
    {
        var members = new JsonMembers(json, at);
        var run = new Run(json, to);
        to.Append((byte)'{');
        while (members.Next())
        {
            var found = _names.Find(json[members.Name]);
            if (found < 0)
                run.Flush();
            else if (_nested[found] is { } nested)
                run.Nested(members, nested);
            else
                run.Extend(members.Start, members.End);
        }
        run.Flush();
        to.Append((byte)'}');
        return members.After;
    }

    private void Value(ReadOnlySpan<byte> json, int at, PooledBuffer to)
    {
        if (json[at] == '{')
            Object(json, at, to);
        else if (json[at] == '[')
            Elements(json, at, to);
        else
            to.Append(json[at..JsonScan.AfterValue(json, at)]);
    }

    private void Elements(ReadOnlySpan<byte> json, int at, PooledBuffer to)
    {
        to.Append((byte)'[');
        at = JsonScan.Blank(json, at + 1);
        while (json[at] != ']')
        {
            Value(json, at, to);
            at = JsonScan.Blank(json, JsonScan.AfterValue(json, at));
            if (json[at] != ',')
                break;
            to.Append((byte)',');
            at = JsonScan.Blank(json, at + 1);
        }
        to.Append((byte)']');
    }

    private Projection Kept(Func<string, bool> keeps)
    {
        int[] kept = [.. Enumerable.Range(0, Members.Count).Where(i => keeps(Members[i]))];
        return new Projection([.. kept.Select(i => Members[i])], [.. kept.Select(i => _nested[i])]);
    }

    private static Projection For(Type view) => Known.GetOrAdd(view, static v => Build(v));

    private static Projection Build(Type view)
    {
        PropertyInfo[] properties =
        [
            .. view.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p =>
                    p.GetCustomAttribute<JsonIgnoreAttribute>()
                        is not { Condition: JsonIgnoreCondition.Always }
                ),
        ];
        return new Projection(
            [
                .. properties.Select(p =>
                    p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)
                ),
            ],
            [
                .. properties.Select(p =>
                    ViewIn(p.PropertyType) is { } nested && nested != view ? For(nested) : null
                ),
            ]
        );
    }

    // Only records of the API itself hide members; what the domain declares is stored as it is shown.
    private static Type? ViewIn(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner.IsArray)
            return ViewIn(inner.GetElementType()!);
        if (inner != typeof(string) && inner.IsAssignableTo(typeof(IEnumerable)))
            return
                inner.IsAssignableTo(typeof(IDictionary))
                || inner.GetGenericArguments() is not [var element]
                ? null
                : ViewIn(element);
        return IsContract(inner) ? inner : null;
    }

    private static bool IsContract(Type type) =>
        type is { IsEnum: false, IsPrimitive: false }
        && type.Namespace?.StartsWith("System", StringComparison.Ordinal) is false
        && type.Assembly != typeof(Document).Assembly
        && type.Assembly != typeof(NodaTime.Instant).Assembly;

    /// <summary>A stretch of neighbouring members that waits to be copied.</summary>
    private ref struct Run(ReadOnlySpan<byte> json, PooledBuffer to)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _start = -1;
        private int _end;
        private bool _any;

        public void Extend(int start, int end)
        {
            if (_start < 0)
                _start = start;
            _end = end;
        }

        public void Flush()
        {
            if (_start < 0)
                return;
            Separate();
            to.Append(_json[_start.._end]);
            _start = -1;
        }

        public void Nested(in JsonMembers member, Projection nested)
        {
            Flush();
            Separate();
            to.Append(_json[member.Start..member.Value.Start.Value]);
            nested.Value(_json, member.Value.Start.Value, to);
        }

        private void Separate()
        {
            if (_any)
                to.Append((byte)',');
            _any = true;
        }
    }
}
