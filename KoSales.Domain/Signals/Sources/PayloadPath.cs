using System.Globalization;
using System.Text.Json;

namespace KoSales.Domain.Signals.Sources;

/// <summary>A value of a payload, and what it stands in.</summary>
/// <param name="Parent">Null for the payload itself.</param>
public sealed record PayloadItem(JsonElement Value, PayloadItem? Parent = null)
{
    /// <summary>Holds personal data in the clear.</summary>
    public override string ToString() => nameof(PayloadItem);
}

/// <summary>
/// Where something stands in a payload: a JSON Pointer (RFC 6901), in which <c>*</c> is every element of a
/// list and <c>name=value</c> the first element of a list whose member has that value. A number before the
/// first slash goes so many levels up from the item: <c>2/contacts/0/profile/name</c>.
/// </summary>
public sealed class PayloadPath
{
    public const int Longest = 300;

    private readonly int _up;
    private readonly string[] _steps;

    private PayloadPath(string text, int up, string[] steps)
    {
        Text = text;
        _up = up;
        _steps = steps;
    }

    public string Text { get; }

    public static PayloadPath? TryParse(string text)
    {
        if (text.Length > Longest)
            return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var levels = slash < 0 ? text : text[..slash];
        var up = 0;
        var goesUp = int.TryParse(levels, NumberStyles.None, CultureInfo.InvariantCulture, out up);
        if (levels.Length > 0 && !goesUp)
            return null;
        string[] steps = slash < 0 ? [] : [.. text[(slash + 1)..].Split('/').Select(Unescaped)];
        return new PayloadPath(text, up, steps);
    }

    /// <summary>All that stand there, in the order of the payload; empty for none.</summary>
    public IEnumerable<PayloadItem> In(PayloadItem item)
    {
        for (var i = 0; i < _up; i++)
        {
            if (item.Parent is not { } parent)
                return [];
            item = parent;
        }

        IEnumerable<PayloadItem> found = [item];
        foreach (var step in _steps)
            found = found.SelectMany(i => Children(i, step));
        return found;
    }

    /// <summary>The text of the first that stands there: a text, a number, true or false, or a list of
    /// them with commas between. Null for none and for a blank one.</summary>
    public string? TextIn(PayloadItem item) =>
        In(item).Select(i => TextOf(i.Value)).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t));

    private static IEnumerable<PayloadItem> Children(PayloadItem item, string step) =>
        item.Value.ValueKind switch
        {
            JsonValueKind.Object when item.Value.TryGetProperty(step, out var member) =>
            [
                new PayloadItem(member, item),
            ],
            JsonValueKind.Array => Elements(item, step),
            _ => [],
        };

    private static IEnumerable<PayloadItem> Elements(PayloadItem item, string step)
    {
        var elements = item.Value.EnumerateArray().Select(e => new PayloadItem(e, item));
        if (step == "*")
            return elements;
        if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return elements.Skip(index).Take(1);
        var equals = step.IndexOf('=', StringComparison.Ordinal);
        return equals < 1
            ? []
            : elements.Where(e => Has(e.Value, step[..equals], step[(equals + 1)..])).Take(1);
    }

    private static bool Has(JsonElement element, string member, string value) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(member, out var found)
        && TextOf(found) == value;

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            JsonValueKind.Array => string.Join(
                ", ",
                value.EnumerateArray().Select(TextOf).Where(t => !string.IsNullOrWhiteSpace(t))
            ),
            _ => null,
        };

    private static string Unescaped(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal)
            .Replace("~0", "~", StringComparison.Ordinal);
}
