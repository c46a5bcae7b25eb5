using System.Text;
using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Functions.Leads;

namespace KoSales.Functions.Exports;

/// <summary>The columns that an export of leads can have: what the list shows (masked, never personal), and
/// the members of what is nested in it.</summary>
internal sealed class LeadColumns(CustomFieldSet customFields)
{
    private static readonly Dictionary<string, string[]> Nested = new()
    {
        ["source"] = ["source.channel", "source.campaign", "source.medium", "source.ref"],
        ["address"] =
        [
            "address.village",
            "address.district",
            "address.state_code",
            "address.pincode",
        ],
    };

    private static readonly string[] Usual =
    [
        "id",
        "display_name",
        "business_name",
        "phone_masked",
        "email_masked",
        "kind",
        "status",
        "stage",
        "source",
        "address",
        "language",
        "external_ref",
        "crops",
        "products",
        "tags",
        "land_acres",
        "owner_id",
        "team_id",
        "score",
        "rating",
        "do_not_contact",
        "next_action_at",
        "last_contacted_at",
        "created_at",
        "updated_at",
        "custom",
    ];

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

    /// <summary>The cells of a stored lead: texts as they are, lists with semicolons, anything else as
    /// JSON; null where it is missing.</summary>
    public static string?[] Cells(RawDocument lead, byte[][] paths)
    {
        var cells = new string?[paths.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Cell(JsonScan.Find(lead.Json.Span, paths[i]));
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

    private bool IsColumn(string field) =>
        LeadLists.Leads.View.Members.Contains(field)
        || Nested.Values.Any(members => members.Contains(field))
        || customFields.TypeOf(field) is not null;

    private IEnumerable<string> Expand(string field) =>
        field switch
        {
            "custom" => customFields.Paths.Order(StringComparer.Ordinal),
            _ => Nested.TryGetValue(field, out var members) ? members : [field],
        };

    private static Fault Unknown(int index) =>
        Fault.Invalid(
            $"/fields/{index}",
            "export.unknown_field",
            "A lead shows no such field; custom fields are written custom.key."
        );
}
