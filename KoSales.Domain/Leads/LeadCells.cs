using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Places;
using NodaTime;

namespace KoSales.Domain.Leads;

/// <summary>A row of a file, by the dotted paths that its columns are mapped to, as a
/// <see cref="LeadInput"/>.</summary>
public static class LeadCells
{
    private static readonly FrozenDictionary<string, Set> Setters = new Dictionary<string, Set>
    {
        ["name"] = (i, c, _) => i with { Name = c },
        ["business_name"] = (i, c, _) => i with { BusinessName = c },
        ["phone"] = (i, c, _) => i with { Phone = c },
        ["email"] = (i, c, _) => i with { Email = c },
        ["gstin"] = (i, c, _) => i with { Gstin = c },
        ["kind"] = (i, c, _) => i with { Kind = c },
        ["source.channel"] = (i, c, _) => i with { Channel = c },
        ["source.campaign"] = (i, c, _) => i with { Campaign = c },
        ["source.medium"] = (i, c, _) => i with { Medium = c },
        ["source.ref"] = (i, c, _) => i with { SourceRef = c },
        ["address.village"] = (i, c, _) => i with { Village = c },
        ["address.district"] = (i, c, _) => i with { District = c },
        ["address.state_code"] = (i, c, _) =>
            i with
            {
                StateCode = StateCodes.TryRead(c, out var code) ? code : c,
            },
        ["address.pincode"] = (i, c, _) => i with { Pincode = Cells.Whole(c) },
        ["language"] = (i, c, _) => i with { Language = c },
        ["external_ref"] = (i, c, _) => i with { ExternalRef = c },
        ["crops"] = (i, c, _) => i with { Crops = Cells.List(c) },
        ["products"] = (i, c, _) => i with { Products = Cells.List(c) },
        ["tags"] = (i, c, _) => i with { Tags = Cells.List(c) },
        ["owner_id"] = (i, c, _) => i with { OwnerId = c.Trim() },
        ["team_id"] = (i, c, _) => i with { TeamId = c.Trim() },
        ["stage"] = (i, c, _) => i with { Stage = c },
        ["lost_reason"] = (i, c, _) => i with { LostReason = c },
        ["created_at"] = (i, c, style) =>
            TryMoment(c, style, out var at) ? i with { CreatedAt = at } : null,
        ["next_action_at"] = (i, c, style) =>
            TryMoment(c, style, out var at) ? i with { NextActionAt = at } : null,
        ["land_acres"] = (i, c, style) =>
            Cells.TryNumber(c, style.Marks, out var acres) ? i with { LandAcres = acres } : null,
        ["do_not_contact"] = (i, c, _) =>
            Cells.TryFlag(c, out var flag) ? i with { DoNotContact = flag } : null,
    }.ToFrozenDictionary();

    /// <summary>What a column can be mapped to, custom fields aside.</summary>
    public static IReadOnlyCollection<string> Paths => Setters.Keys;

    /// <summary>True for one of <see cref="Paths"/> and for <c>custom.{key}</c> of a field that
    /// exists.</summary>
    public static bool IsPath(string path, CustomFieldSet customFields) =>
        Setters.ContainsKey(path) || customFields.TypeOf(path) is not null;

    /// <summary>The input with a cell's text in it, or null when the cell cannot be read.</summary>
    private delegate LeadInput? Set(LeadInput input, string cell, CellStyle style);

    /// <summary>Blank cells are not given. A cell that cannot be read is a fault at its path; a path that
    /// nobody knows is one too.</summary>
    public static LeadInput Read(
        IEnumerable<KeyValuePair<string, string>> cells,
        CellStyle style,
        CustomFieldSet customFields,
        ICollection<Fault> faults
    )
    {
        var input = new LeadInput();
        Dictionary<string, JsonElement>? custom = null;
        foreach (var (path, cell) in cells)
        {
            if (string.IsNullOrWhiteSpace(cell))
                continue;
            if (Setters.TryGetValue(path, out var set))
                input = set(input, cell, style) ?? Keep(input, path, faults);
            else if (customFields.TypeOf(path) is not null)
                ReadCustom(
                    custom ??= [],
                    path[CustomFieldSet.Prefix.Length..],
                    cell,
                    style,
                    customFields
                );
            else
                faults.Add(
                    Fault.Invalid(
                        Pointer(path),
                        "unknown_field",
                        "No field of a lead has this path."
                    )
                );
        }

        return custom is null ? input : input with { Custom = custom };
    }

    private static void ReadCustom(
        Dictionary<string, JsonElement> custom,
        string key,
        string cell,
        CellStyle style,
        CustomFieldSet customFields
    ) => custom[key] = CustomValues.OfCell(customFields.Find(key)!, cell.Trim(), style);

    private static LeadInput Keep(LeadInput input, string path, ICollection<Fault> faults)
    {
        faults.Add(
            Fault.Invalid(
                Pointer(path),
                "invalid",
                path switch
                {
                    "land_acres" =>
                        "A number is expected, such as 2.5; where cells are set apart by semicolons, 2,5.",
                    "do_not_contact" => "yes or no is expected.",
                    _ =>
                        "An instant or day is expected, such as 2026-11-22T07:30:00Z or 2026-11-22 13:00; name another order of day and month with date_format.",
                }
            )
        );
        return input;
    }

    /// <summary>A day without an offset is one of the company's calendar.</summary>
    private static bool TryMoment(string cell, CellStyle style, out Instant at)
    {
        if (InstantConverter.TryRead(cell.Trim(), out at))
            return true;
        if (!Cells.TryDay(cell, style.Dates, out var day))
            return false;
        at = day.InZoneLeniently(CompanyDay.Zone).ToInstant();
        return true;
    }

    private static string Pointer(string path) => "/" + path.Replace('.', '/');
}

/// <summary>Rows of files through the same rules as request bodies.</summary>
public static class LeadRows
{
    /// <summary>A row as a draft, or every fault of it. Channel <c>import</c> unless a column says
    /// otherwise.</summary>
    /// <param name="cells">Dotted path → cell text, defaults and value maps applied already.</param>
    /// <param name="style">How the file writes numbers and dates.</param>
    public static Verdict<LeadDraft> Parse(
        this LeadDraftParser parser,
        IEnumerable<KeyValuePair<string, string>> cells,
        CellStyle style = default
    )
    {
        List<Fault> faults = [];
        var input = LeadCells.Read(cells, style, parser.CustomFields, faults);
        var verdict = parser.Parse(input, SourceChannel.Import, strict: false);
        return faults.Count == 0
            ? verdict
            : Verdict<LeadDraft>.Refuse([.. faults, .. verdict.Faults]);
    }
}
