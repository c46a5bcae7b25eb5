using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.CustomFields;

namespace KoSales.Domain.Fields;

/// <summary>What a column of a file can be mapped to, and what people call it.</summary>
/// <param name="Headings">Names of columns that surely hold it.</param>
/// <param name="IsByHeadingOnly">Whether a likeness of names does not do.</param>
public sealed record MappableColumn(
    string Path,
    IReadOnlyList<string> Headings,
    bool IsByHeadingOnly
);

/// <summary>A row of a file, by the dotted paths that its columns are mapped to, as an
/// <see cref="EntityInput"/>.</summary>
public sealed class CellTable<T>(FieldTable<T> table, IReadOnlyList<InputColumn> columns)
{
    private readonly FrozenDictionary<string, InputColumn> _columns = columns.ToFrozenDictionary(
        c => c.Path
    );

    /// <summary>What a column can be mapped to, custom fields aside.</summary>
    public IReadOnlyList<MappableColumn> Columns { get; } =
    [
        .. columns.Select(c => new MappableColumn(c.Path, c.Headings, IsByHeadingOnly: true)),
        .. table.Written.Select(f => new MappableColumn(f.Path, f.Headings, f.NeedsKnownHeading)),
    ];

    /// <summary>True for one of <see cref="Columns"/> and for <c>custom.{key}</c> of a field that
    /// exists.</summary>
    public bool IsPath(string path, CustomFieldSet customFields) =>
        _columns.ContainsKey(path)
        || table.Find(path)?.Writer is not null
        || customFields.TypeOf(path) is not null;

    /// <summary>Blank cells are not given. A cell that cannot be read is a fault at its path; a path that
    /// nobody knows is one too.</summary>
    public EntityInput Read(
        IEnumerable<KeyValuePair<string, string>> cells,
        CellStyle style,
        CustomFieldSet customFields,
        FieldChecks checks
    )
    {
        var row = new Row(customFields, style, checks);
        foreach (var (path, cell) in cells)
        {
            if (string.IsNullOrWhiteSpace(cell))
                continue;
            if (_columns.TryGetValue(path, out var column))
                row.Take(column, cell);
            else if (table.Find(path) is { Writer: { } writer } field)
                row.Take(field, writer, cell);
            else if (customFields.TypeOf(path) is not null)
                row.TakeCustom(path, cell);
            else
                checks.Refuse(PointerOf(path), "unknown_field", "There is no field of this path.");
        }

        return row.ToInput();
    }

    private static string PointerOf(string path) => "/" + path.Replace('.', '/');

    private sealed class Row(CustomFieldSet customFields, CellStyle style, FieldChecks checks)
    {
        private readonly Dictionary<string, object?> _fields = [];
        private Dictionary<string, JsonElement>? _custom;
        private EntityInput _input = new();

        public void Take(InputColumn column, string cell)
        {
            if (column.Set(_input, cell, style) is { } read)
                _input = read;
            else
                checks.Refuse(PointerOf(column.Path), "invalid", column.Expected);
        }

        public void Take(Field<T> field, FieldWriter<T> writer, string cell)
        {
            if (writer.OfCell(cell, style) is { } value)
                _fields[field.Path] = value;
            else
                checks.Refuse(field.Pointer, "invalid", writer.Expected);
        }

        public void TakeCustom(string path, string cell)
        {
            var key = path[CustomFieldSet.Prefix.Length..];
            _custom ??= [];
            _custom[key] = CustomValues.OfCell(customFields.Find(key)!, cell.Trim(), style);
        }

        public EntityInput ToInput() =>
            _custom is null
                ? _input with
                {
                    Fields = _fields,
                }
                : _input with
                {
                    Fields = _fields,
                    Custom = _custom,
                };
    }
}
