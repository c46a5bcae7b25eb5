using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Leads;

/// <summary>Reads the members of a lead one by one and collects what is wrong. Blank text counts as not
/// given.</summary>
internal sealed class LeadFieldReader
{
    public delegate bool TryParse(string? text, out string value);

    public List<Fault> Faults { get; } = [];

    public List<LeadWarning> Warnings { get; } = [];

    public string? Text(string? text, string pointer, int longest)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
            return null;
        if (trimmed.Length > longest)
            return Refuse(pointer, "too_long", $"At most {longest} characters are expected.");
        return trimmed.AsSpan().ContainsAnyInRange('\0', '\u001f')
            ? Refuse(pointer, "control_character", "Control characters are not taken.")
            : trimmed;
    }

    /// <summary>
    /// A text that is kept in the clear and by which records are told apart: one that holds a number or
    /// address of
    /// somebody is refused.
    /// </summary>
    public string? Clear(string? text, string pointer, int longest)
    {
        var read = Text(text, pointer, longest);
        return PersonalTraces.Holds(read) ? Refuse(PersonalTraces.Fault(pointer)) : read;
    }

    /// <summary>
    /// A text for people that is kept in the clear: what it holds of somebody's numbers and addresses is
    /// masked, with a
    /// warning.
    /// </summary>
    public string? Shown(string? text, string pointer, int longest)
    {
        if (Text(text, pointer, longest) is not { } read)
            return null;
        var masked = PersonalTraces.Mask(read);
        if (!ReferenceEquals(masked, read))
            Warnings.Add(MaskedAt(pointer));
        return masked;
    }

    /// <summary>The values of custom fields, their texts as <see cref="Shown"/> has them.</summary>
    public IReadOnlyDictionary<string, JsonElement> ShownTexts(
        IReadOnlyDictionary<string, JsonElement> custom
    )
    {
        Dictionary<string, JsonElement>? shown = null;
        foreach (var (key, value) in custom)
        {
            if (value.ValueKind != JsonValueKind.String || !PersonalTraces.Holds(value.GetString()))
                continue;
            shown ??= new Dictionary<string, JsonElement>(custom);
            shown[key] = JsonSerializer.SerializeToElement(
                PersonalTraces.Mask(value.GetString()!),
                LeadTextJson.Default.String
            );
            Warnings.Add(MaskedAt("/custom/" + key));
        }

        return shown ?? custom;
    }

    private static LeadWarning MaskedAt(string pointer) =>
        new(
            pointer,
            PersonalTraces.Masked,
            "A phone number, e-mail address or tax number in this text was masked; put it into its own member."
        );

    public string? Parsed(string? text, string pointer, TryParse parse, string expected)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return parse(text, out var value) ? value : Refuse(pointer, "invalid", expected);
    }

    public TValue? Personal<TValue>(string? text, string pointer)
        where TValue : struct, IPersonalValue<TValue>
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var verdict = PersonalValues.Parse<TValue>(text, pointer);
        Faults.AddRange(verdict.Faults);
        return verdict.IsRefused ? null : verdict.Value;
    }

    /// <summary>The primary number, and a second one where two are given.</summary>
    public IReadOnlyList<PhoneNumber> Phones(string? text, string pointer)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var verdict = PhoneCell.Parse(text, pointer);
        Faults.AddRange(verdict.Faults);
        return verdict.IsRefused ? [] : verdict.Value;
    }

    /// <summary>By its wire name, in whatever case.</summary>
    public TChoice? Choice<TChoice>(string? text, string pointer)
        where TChoice : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (WireNames<TChoice>.TryRead(text.Trim().ToLowerInvariant(), out var value))
            return value;
        Refuse(
            pointer,
            "invalid",
            $"One of {string.Join(", ", WireNames<TChoice>.All)} is expected."
        );
        return null;
    }

    /// <summary>Adds a fault unless the text was there (then it has one already), and stands in for the
    /// missing value.</summary>
    public TChoice Required<TChoice>(string pointer, string? text)
        where TChoice : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text))
            Refuse(
                pointer,
                "required",
                $"One of {string.Join(", ", WireNames<TChoice>.All)} is needed."
            );
        return default;
    }

    /// <summary>Distinct, in the order given.</summary>
    public IReadOnlyList<string> SlugList(IReadOnlyList<string> texts, string pointer)
    {
        if (texts.Count > LeadLimits.List)
        {
            Refuse(pointer, "too_many", $"At most {LeadLimits.List} are expected.");
            return [];
        }

        List<string> slugs = new(texts.Count);
        foreach (var (i, text) in texts.Index())
        {
            if (SlugOf(text, $"{pointer}/{i}") is { } slug && !slugs.Contains(slug))
                slugs.Add(slug);
        }

        return slugs;
    }

    private string? SlugOf(string text, string pointer)
    {
        if (PersonalTraces.Holds(text))
            return Refuse(PersonalTraces.Fault(pointer));
        return Slugs.TryParse(text, out var slug)
            ? slug
            : Refuse(
                pointer,
                "invalid",
                $"Letters, digits, - and . / + : & are expected, at most {Slugs.MaxLength} characters."
            );
    }

    public decimal? Acres(decimal? acres)
    {
        if (acres is not (< 0 or > LeadLimits.MaxAcres))
            return acres;
        Refuse("/land_acres", "out_of_range", $"0 to {LeadLimits.MaxAcres} acres are expected.");
        return null;
    }

    private string? Refuse(string pointer, string code, string detail) =>
        Refuse(Fault.Invalid(pointer, code, detail));

    private string? Refuse(Fault fault)
    {
        Faults.Add(fault);
        return null;
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class LeadTextJson : JsonSerializerContext;
