using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KoSales.Functions.Api.Bodies;

/// <summary>What is left of a body without the members whose form is at fault. An empty value stands where
/// one is required or where others would move.</summary>
internal sealed class BodyRemainder
{
    private static readonly JsonDocumentOptions Unambiguous = new()
    {
        AllowDuplicateProperties = false,
    };

    private readonly ContractNode.Record _root;
    private readonly List<string> _silenced = [];

    private BodyRemainder(JsonObject json, ContractNode.Record root) =>
        (Json, _root) = (json, root);

    public JsonObject Json { get; }

    /// <summary>Pointers of what nothing more can be said about.</summary>
    public IReadOnlyList<string> Silenced => _silenced;

    /// <summary>Null for a body of which nothing is left: one that is no object, or that says a member
    /// twice.</summary>
    public static BodyRemainder? Of(ReadOnlySpan<byte> json, ContractNode root) =>
        root is ContractNode.Record record && ObjectIn(json) is { } body
            ? new BodyRemainder(body, record)
            : null;

    private static JsonObject? ObjectIn(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Unambiguous) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True when one of the pointers leads to the other, or to a part of it.</summary>
    public static bool AreRelated(string left, string right) =>
        left == right || IsWithin(left, right) || IsWithin(right, left);

    /// <summary>Leaves out what the pointer leads to; false for the whole body.</summary>
    public bool Leave(string pointer)
    {
        var names = NamesOf(pointer);
        if (names.Length == 0)
            return false;
        _silenced.Add(pointer);
        Leave(Json, _root, names);
        SilenceWhatHangsOn(names);
        return true;
    }

    private static void Leave(JsonNode? at, ContractNode node, ReadOnlySpan<string> names)
    {
        switch (at, node)
        {
            case (JsonObject body, ContractNode.Record record):
                LeaveMember(body, record, names);
                break;
            case (JsonArray items, ContractNode.Items { Element: var element }):
                LeaveItem(items, element, names);
                break;
            case (JsonObject map, ContractNode.Map { Value: var value }):
                LeaveValue(map, value, names);
                break;
        }
    }

    private static void LeaveValue(JsonObject map, ContractNode value, ReadOnlySpan<string> names)
    {
        if (names.Length == 1 || !IsOpen(map[names[0]], value))
            map.Remove(names[0]);
        else
            Leave(map[names[0]], value, names[1..]);
    }

    private static void LeaveMember(
        JsonObject body,
        ContractNode.Record record,
        ReadOnlySpan<string> names
    )
    {
        var name = names[0];
        var member = record.Members.FirstOrDefault(m => m.Name == name);
        if (names.Length > 1 && member is not null && IsOpen(body[name], member.Node))
        {
            Leave(body[name], member.Node, names[1..]);
            return;
        }

        body.Remove(name);
        if (member is { Required: true })
            body[name] = EmptyOf(member.Node);
    }

    private static void LeaveItem(JsonArray items, ContractNode element, ReadOnlySpan<string> names)
    {
        if (
            !int.TryParse(names[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= items.Count
        )
            return;
        if (names.Length > 1 && IsOpen(items[index], element))
            Leave(items[index], element, names[1..]);
        else
            items[index] = EmptyOf(element);
    }

    /// <summary>The rest can be kept when a part of the value is left out. A list of choices or numbers
    /// cannot: an empty value among them would mean something.</summary>
    private static bool IsOpen(JsonNode? value, ContractNode node) =>
        (value, node) switch
        {
            (JsonObject, ContractNode.Record or ContractNode.Map) => true,
            (JsonArray, ContractNode.Items { Element: ContractNode.Record }) => true,
            (JsonArray, ContractNode.Items { Element: ContractNode.Text text }) => text
                is { Allowed: null, Form: ContractNode.TextForm.Plain },
            _ => false,
        };

    private void SilenceWhatHangsOn(ReadOnlySpan<string> names)
    {
        ContractNode? node = _root;
        var parent = "";
        foreach (var name in names)
        {
            var member = (node as ContractNode.Record)?.Members.FirstOrDefault(m => m.Name == name);
            if (member?.Decides is { } decides)
                _silenced.AddRange(
                    decides.Count == 0 ? [parent] : decides.Select(d => $"{parent}/{d}")
                );
            node = Within(node, member);
            parent = $"{parent}/{Escaped(name)}";
        }
    }

    /// <summary>What stands at one name or place of the node; null where nothing may.</summary>
    private static ContractNode? Within(ContractNode? node, ContractMember? member) =>
        node switch
        {
            ContractNode.Record => member?.Node,
            ContractNode.Items items => items.Element,
            ContractNode.Map map => map.Value,
            _ => null,
        };

    private static JsonNode? EmptyOf(ContractNode node) =>
        node switch
        {
            ContractNode.Text { Allowed: [var first, ..] } => first,
            ContractNode.Text { Form: ContractNode.TextForm.Instant } => "2000-01-01T00:00:00.000Z",
            ContractNode.Text { Form: ContractNode.TextForm.Date } => "2000-01-01",
            ContractNode.Text { Form: ContractNode.TextForm.Decimal } => "0",
            ContractNode.Text => "",
            ContractNode.Number number => Math.Clamp(0, number.Minimum, number.Maximum),
            ContractNode.Flag => false,
            ContractNode.Items => new JsonArray(),
            ContractNode.Record record => Empty(record),
            _ => new JsonObject(),
        };

    private static JsonObject Empty(ContractNode.Record record)
    {
        var empty = new JsonObject();
        foreach (var member in record.Members.Where(m => m.Required))
            empty[member.Name] = EmptyOf(member.Node);
        return empty;
    }

    private static string[] NamesOf(string pointer) =>
        [
            .. pointer
                .Split('/')
                .Skip(1)
                .Select(n =>
                    n.Replace("~1", "/", StringComparison.Ordinal)
                        .Replace("~0", "~", StringComparison.Ordinal)
                ),
        ];

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);

    private static bool IsWithin(string part, string whole) =>
        part.StartsWith(whole + "/", StringComparison.Ordinal);
}
