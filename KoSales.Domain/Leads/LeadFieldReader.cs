using KoSales.Domain.Kernel;
using KoSales.Domain.Pii;

namespace KoSales.Domain.Leads;

/// <summary>Reads the members of a lead one by one and collects what is wrong. Blank text counts as not given.</summary>
internal sealed class LeadFieldReader
{
    public delegate bool TryParse(string? text, out string value);

    public List<Fault> Faults { get; } = [];

    public string? Text(string? text, string pointer, int longest)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return null;
        if (trimmed.Length > longest) return Refuse(pointer, "too_long", $"At most {longest} characters are expected.");
        return trimmed.AsSpan().ContainsAnyInRange('\0', '\u001f') ? Refuse(pointer, "control_character", "Control characters are not taken.") : trimmed;
    }

    public string? Parsed(string? text, string pointer, TryParse parse, string expected)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return parse(text, out var value) ? value : Refuse(pointer, "invalid", expected);
    }

    public TValue? Personal<TValue>(string? text, string pointer)
        where TValue : struct, IPersonalValue<TValue>
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var verdict = PersonalValues.Parse<TValue>(text, pointer);
        Faults.AddRange(verdict.Faults);
        return verdict.IsRefused ? null : verdict.Value;
    }

    /// <summary>The wire names of all our choices are the members' names in lower case.</summary>
    public TChoice? Choice<TChoice>(string? text, string pointer)
        where TChoice : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var name = text.Trim();
        if (char.IsAsciiLetter(name[0]) && Enum.TryParse<TChoice>(name, ignoreCase: true, out var value) && Enum.IsDefined(value)) return value;
        Refuse(pointer, "invalid", $"One of {string.Join(", ", WireNames<TChoice>.All)} is expected.");
        return null;
    }

    /// <summary>Adds a fault unless the text was there (then it has one already), and stands in for the missing value.</summary>
    public TChoice Required<TChoice>(string pointer, string? text)
        where TChoice : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(text)) Refuse(pointer, "required", $"One of {string.Join(", ", WireNames<TChoice>.All)} is needed.");
        return default;
    }

    /// <summary>Distinct, in the order given.</summary>
    public IReadOnlyList<string> SlugList(IReadOnlyList<string> texts, string pointer)
    {
        if (texts.Count == 0) return [];
        if (texts.Count > LeadLimits.List)
        {
            Refuse(pointer, "too_many", $"At most {LeadLimits.List} are expected.");
            return [];
        }

        List<string> slugs = new(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!Slugs.TryParse(texts[i], out var slug))
                Refuse($"{pointer}/{i}", "invalid", $"Letters, digits, - and . / + : & are expected, at most {Slugs.MaxLength} characters.");
            else if (!slugs.Contains(slug))
                slugs.Add(slug);
        }

        return slugs;
    }

    public decimal? Acres(decimal? acres)
    {
        if (acres is not (< 0 or > LeadLimits.MaxAcres)) return acres;
        Refuse("/land_acres", "out_of_range", $"0 to {LeadLimits.MaxAcres} acres are expected.");
        return null;
    }

    private string? Refuse(string pointer, string code, string detail)
    {
        Faults.Add(Fault.Invalid(pointer, code, detail));
        return null;
    }
}
