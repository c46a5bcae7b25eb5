using System.Text.Json;
using System.Text.Json.Nodes;

namespace KoSales.Functions.Api.Bodies;

/// <summary>What is left of a body without the members whose form is at fault.</summary>
internal static class BodyRemainder
{
    /// <summary>Null for a body that is no object, of which nothing is left.</summary>
    /// <param name="faults">Of form, with pointers from the body's root.</param>
    public static JsonObject? Of(
        ReadOnlySpan<byte> json,
        ContractNode root,
        IReadOnlyList<Fault> faults
    )
    {
        var reader = new Utf8JsonReader(json);
        if (
            root is not ContractNode.Record record
            || JsonNode.Parse(ref reader) is not JsonObject body
        )
            return null;
        foreach (var fault in faults)
        {
            var names = NamesOf(fault.Pointer!);
            if (names.Length == 0)
                return null;
            Leave(body, record, names);
        }

        return body;
    }

    /// <summary>True when one of the pointers leads to the other, or to a part of it.</summary>
    public static bool AreRelated(string left, string right) =>
        left == right || IsWithin(left, right) || IsWithin(right, left);

    private static void Leave(
        JsonObject body,
        ContractNode.Record record,
        ReadOnlySpan<string> names
    )
    {
        var name = names[0];
        var member = record.Members.FirstOrDefault(m => m.Name == name);
        if (
            names.Length > 1
            && member?.Node is ContractNode.Record inner
            && body[name] is JsonObject part
        )
        {
            Leave(part, inner, names[1..]);
            return;
        }

        body.Remove(name);
        if (member is { Required: true })
            body[name] = EmptyOf(member.Node);
    }

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

    private static bool IsWithin(string part, string whole) =>
        part.StartsWith(whole + "/", StringComparison.Ordinal);
}
