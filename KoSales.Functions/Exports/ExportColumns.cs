using System.Text;
using System.Text.Json;
using KoSales.Domain.CustomFields;

namespace KoSales.Functions.Exports;

/// <param name="IsUsual">An export without a choice of columns has it.</param>
public sealed record ExportColumn(string Path, bool IsUsual);

/// <summary>The columns that an export can have: what the list shows (masked, never personal), and the
/// members of what is nested in it.</summary>
public sealed class ExportColumns(
    IReadOnlyList<ExportColumn> table,
    IReadOnlyCollection<string> shown,
    CustomFieldSet customFields
)
{
    private const string Custom = "custom";

    private readonly ILookup<string, string> _nested = table
        .Select(c => c.Path)
        .Where(p => p.Contains('.', StringComparison.Ordinal))
        .ToLookup(p => p[..p.IndexOf('.', StringComparison.Ordinal)]);

    private IEnumerable<string> Usual =>
        table.Where(c => c.IsUsual).Select(c => c.Path).Append(Custom);

    /// <summary>The dotted paths of the columns, nested members taken apart.</summary>
    /// <param name="fields">Null for the usual ones.</param>
    public Verdict<IReadOnlyList<string>> Of(IReadOnlyList<string>? fields)
    {
        Fault[] faults =
        [
            .. (fields ?? []).Index().Where(f => !IsColumn(f.Item)).Select(f => Unknown(f.Index)),
        ];
        return faults.Length > 0
            ? Verdict<IReadOnlyList<string>>.Refuse(faults)
            : (string[])[.. (fields ?? Usual).SelectMany(Expand).Distinct(StringComparer.Ordinal)];
    }

    private bool IsColumn(string field) =>
        shown.Contains(field)
        || _nested.Any(members => members.Contains(field))
        || customFields.TypeOf(field) is not null;

    private IEnumerable<string> Expand(string field) =>
        field switch
        {
            Custom => customFields.Paths.Order(StringComparer.Ordinal),
            _ when _nested.Contains(field) => _nested[field],
            _ => [field],
        };

    private static Fault Unknown(int index) =>
        Fault.Invalid(
            $"/fields/{index}",
            "export.unknown_field",
            "The list shows no such field; custom fields are written custom.key."
        );
}

/// <summary>Cells of stored documents.</summary>
internal static class ExportCells
{
    /// <summary>The cells of a stored document: texts as they are, lists with semicolons, anything else as
    /// JSON; null where it is missing.</summary>
    public static string?[] Of(RawDocument document, byte[][] paths)
    {
        var cells = new string?[paths.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Cell(JsonScan.Find(document.Json.Span, paths[i]));
        return cells;
    }

    public static byte[][] Paths(IEnumerable<string> fields) =>
        [.. fields.Select(Encoding.UTF8.GetBytes)];

    private static string? Cell(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] == (byte)'n')
            return null;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.StartArray => List(ref reader) ?? Encoding.UTF8.GetString(value),
            _ => Encoding.UTF8.GetString(value),
        };
    }

    // Null for a list of something other than texts.
    private static string? List(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                return null;
            texts.Add(reader.GetString()!);
        }

        return string.Join("; ", texts);
    }
}
