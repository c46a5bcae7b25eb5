using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;

namespace KoSales.Domain.Leads;

/// <summary>A row of a file, by the dotted paths that its columns are mapped to, as a <see cref="LeadInput"/>.</summary>
public static class LeadCells
{
    private static readonly FrozenDictionary<string, Func<LeadInput, string, LeadInput?>> Setters = new Dictionary<string, Func<LeadInput, string, LeadInput?>>
    {
        ["name"] = (i, c) => i with { Name = c },
        ["business_name"] = (i, c) => i with { BusinessName = c },
        ["phone"] = (i, c) => i with { Phone = c },
        ["email"] = (i, c) => i with { Email = c },
        ["gstin"] = (i, c) => i with { Gstin = c },
        ["kind"] = (i, c) => i with { Kind = c },
        ["source.channel"] = (i, c) => i with { Channel = c },
        ["source.campaign"] = (i, c) => i with { Campaign = c },
        ["source.medium"] = (i, c) => i with { Medium = c },
        ["source.ref"] = (i, c) => i with { SourceRef = c },
        ["address.village"] = (i, c) => i with { Village = c },
        ["address.district"] = (i, c) => i with { District = c },
        ["address.state_code"] = (i, c) => i with { StateCode = c },
        ["address.pincode"] = (i, c) => i with { Pincode = c },
        ["language"] = (i, c) => i with { Language = c },
        ["external_ref"] = (i, c) => i with { ExternalRef = c },
        ["crops"] = (i, c) => i with { Crops = Cells.List(c) },
        ["products"] = (i, c) => i with { Products = Cells.List(c) },
        ["tags"] = (i, c) => i with { Tags = Cells.List(c) },
        ["land_acres"] = (i, c) => decimal.TryParse(c, NumberStyles.Number, CultureInfo.InvariantCulture, out var acres) ? i with { LandAcres = acres } : null,
        ["next_action_at"] = (i, c) => InstantConverter.TryRead(c, out var at) ? i with { NextActionAt = at } : null,
        ["do_not_contact"] = (i, c) => Cells.TryFlag(c, out var flag) ? i with { DoNotContact = flag } : null,
    }.ToFrozenDictionary();

    /// <summary>What a column can be mapped to, custom fields aside.</summary>
    public static IReadOnlyCollection<string> Paths => Setters.Keys;

    /// <summary>True for one of <see cref="Paths"/> and for <c>custom.{key}</c> of a field that exists.</summary>
    public static bool IsPath(string path, CustomFieldSet customFields) => Setters.ContainsKey(path) || customFields.TypeOf(path) is not null;

    /// <summary>Blank cells are not given. A cell that cannot be read is a fault at its path; a path that nobody knows is one too.</summary>
    public static LeadInput Read(IEnumerable<KeyValuePair<string, string>> cells, CustomFieldSet customFields, ICollection<Fault> faults)
    {
        var input = new LeadInput();
        Dictionary<string, JsonElement>? custom = null;
        foreach (var (path, cell) in cells)
        {
            if (string.IsNullOrWhiteSpace(cell)) continue;
            if (Setters.TryGetValue(path, out var set))
                input = set(input, cell) ?? Keep(input, path, faults);
            else if (customFields.TypeOf(path) is not null)
                ReadCustom(custom ??= [], path[CustomFieldSet.Prefix.Length..], cell, customFields);
            else
                faults.Add(Fault.Invalid(Pointer(path), "unknown_field", "No field of a lead has this path."));
        }

        return custom is null ? input : input with { Custom = custom };
    }

    private static void ReadCustom(Dictionary<string, JsonElement> custom, string key, string cell, CustomFieldSet customFields) =>
        custom[key] = CustomValues.OfCell(customFields.Find(key)!, cell.Trim());

    private static LeadInput Keep(LeadInput input, string path, ICollection<Fault> faults)
    {
        faults.Add(Fault.Invalid(Pointer(path), "invalid", path switch
        {
            "land_acres" => "A number is expected.",
            "do_not_contact" => "yes or no is expected.",
            _ => "An instant is expected, such as 2026-11-22T07:30:00Z.",
        }));
        return input;
    }

    private static string Pointer(string path) => "/" + path.Replace('.', '/');
}

/// <summary>Rows of files through the same rules as request bodies.</summary>
public static class LeadRows
{
    /// <summary>A row as a draft, or every fault of it. Channel <c>import</c> unless a column says otherwise.</summary>
    /// <param name="cells">Dotted path → cell text, defaults and value maps applied already.</param>
    public static Verdict<LeadDraft> Parse(this LeadDraftParser parser, IEnumerable<KeyValuePair<string, string>> cells)
    {
        List<Fault> faults = [];
        var input = LeadCells.Read(cells, parser.CustomFields, faults);
        var verdict = parser.Parse(input, SourceChannel.Import, strict: false);
        return faults.Count == 0 ? verdict : Verdict<LeadDraft>.Refuse([.. faults, .. verdict.Faults]);
    }
}
